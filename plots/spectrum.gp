# spectrum: singular values of the product, a line for each depth
# tables: spectrum
# layout: lines
# panel: spectrum index log10_singular_value depth | log10 of the singular values of the first layers' product
# By hand, on `actfn collapse --table spectrum -o spectrum.csv`:  gnuplot -p -e "spectrum='spectrum.csv'" plots/spectrum.gp
if (!exists("spectrum")) { print "say which table: gnuplot -p -e \"spectrum='spectrum.csv'\" plots/spectrum.gp"; exit status 1 }
if (!exists("panels")) { table = spectrum; by = 'depth'; x = 'index'; y = 'log10_singular_value'; here = ARG0[1:strlen(ARG0)-11]; load here.'byhand.gp'; exit }
