# dead_training: how many units are dead, and how good the net is, step by step
# tables: training
# layout: lines
# panel: training step dead_percent activation init (seed) | dead units, percent
# panel: training step accuracy activation init (seed) | share of right answers
# By hand, on `actfn dead --table training -o training.csv`:  gnuplot -p -e "training='training.csv'" plots/dead_training.gp
if (!exists("training")) { print "say which table: gnuplot -p -e \"training='training.csv'\" plots/dead_training.gp"; exit status 1 }
if (!exists("panels")) { table = training; by = 'activation init seed'; x = 'step'; y = 'dead_percent'; here = ARG0[1:strlen(ARG0)-16]; load here.'byhand.gp'; exit }
