# flow: signal and gradient on their way through the layers
# tables: layers
# layout: lines
# log: y
# panel: layers layer forward_std activation init (seed) | signal, forward: standard deviation
# panel: layers layer backward_rms activation init (seed) | gradient, backward: root mean square
# By hand, on `actfn flow -o flow.csv`:  gnuplot -p -e "layers='flow.csv'" plots/flow.gp
if (!exists("layers")) { print "say which table: gnuplot -p -e \"layers='flow.csv'\" plots/flow.gp"; exit status 1 }
if (!exists("panels")) { table = layers; by = 'activation init'; x = 'layer'; y = 'backward_rms'; log_y = 1; here = ARG0[1:strlen(ARG0)-7]; load here.'byhand.gp'; exit }
