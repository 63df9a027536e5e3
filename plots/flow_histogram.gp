# flow_histogram: how the pre-activations of each layer are spread, before any training
# tables: histogram
# layout: lines
# panel: histogram z percent layer (activation) (init) | pre-activations z: percent of a layer's, in 50 bins
# By hand, on `actfn flow --activation tanh --init torch --table histogram -o histogram.csv`:
#   gnuplot -p -e "histogram='histogram.csv'" plots/flow_histogram.gp
if (!exists("histogram")) { print "say which table: gnuplot -p -e \"histogram='histogram.csv'\" plots/flow_histogram.gp"; exit status 1 }
if (!exists("panels")) { table = histogram; by = 'activation init layer'; x = 'z'; y = 'percent'; here = ARG0[1:strlen(ARG0)-17]; load here.'byhand.gp'; exit }
