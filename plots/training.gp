# training: the loss, step by step
# tables: training
# layout: lines
# log: y
# panel: training step loss activation init width (seed) | loss, step by step
# By hand, on `actfn fit spiral --table training -o loss.csv`:  gnuplot -p -e "training='loss.csv'" plots/training.gp
if (!exists("training")) { print "say which table: gnuplot -p -e \"training='loss.csv'\" plots/training.gp"; exit status 1 }
if (!exists("panels")) { table = training; by = 'activation init width seed'; x = 'step'; y = 'loss'; log_y = 1; here = ARG0[1:strlen(ARG0)-11]; load here.'byhand.gp'; exit }
