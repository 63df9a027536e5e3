# fit: what the nets learnt, against the target, and how the loss fell
# tables: curves training
# layout: lines
# panel: curves | prediction
# panel: training step loss activation init width (seed) | loss
# By hand, on `actfn fit 'sin(3*x)' --table training -o loss.csv`:  gnuplot -p -e "training='loss.csv'" plots/fit.gp
if (!exists("training")) { print "say which table: gnuplot -p -e \"training='loss.csv'\" plots/fit.gp"; exit status 1 }
if (!exists("panels")) { table = training; by = 'activation init width seed'; x = 'step'; y = 'loss'; here = ARG0[1:strlen(ARG0)-6]; load here.'byhand.gp'; exit }
