# flow: how large signals are on their way forward and gradients on their way back, layer by layer
# tables: layers
# layout: lines
# log: y
# panel: layers layer forward_std activation init | forward: standard deviation of the outputs
# panel: layers layer backward_rms activation init | backward: size of the gradient
# By hand, on `actfn flow -o layers.csv`:  gnuplot -p -e "layers='layers.csv'" plots/flow.gp
if (!exists("layers")) { print "say which table: gnuplot -p -e \"layers='layers.csv'\" plots/flow.gp"; exit status 1 }
if (!exists("panels")) { drawn = layers; load 'plots/byhand.gp' }
