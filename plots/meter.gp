# meter: what share of the output no affine map explains, as the layers grow in number
# tables: depth
# layout: lines
# panel: depth depth not_affine_percent:* | percent of the output that no affine map explains
# By hand, on `actfn collapse -o depth.csv`:  gnuplot -p -e "depth='depth.csv'" plots/meter.gp
if (!exists("depth")) { print "say which table: gnuplot -p -e \"depth='depth.csv'\" plots/meter.gp"; exit status 1 }
if (!exists("panels")) { drawn = depth; first = 'not_affine_percent:'; here = ARG0[1:strlen(ARG0)-8]; load here.'byhand.gp'; exit }
