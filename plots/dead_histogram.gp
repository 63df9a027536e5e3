# dead_histogram: how the pre-activations of each layer are spread
# tables: histogram
# layout: lines
# panel: histogram z percent layer | pre-activations z: percent of a layer's in each bin
# By hand, on `actfn dead --table histogram -o histogram.csv`:  gnuplot -p -e "histogram='histogram.csv'" plots/dead_histogram.gp
if (!exists("histogram")) { print "say which table: gnuplot -p -e \"histogram='histogram.csv'\" plots/dead_histogram.gp"; exit status 1 }
if (!exists("panels")) { table = histogram; by = 'layer'; x = 'z'; y = 'percent'; here = ARG0[1:strlen(ARG0)-17]; load here.'byhand.gp'; exit }
