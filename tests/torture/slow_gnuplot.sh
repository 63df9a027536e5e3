#!/bin/sh
# A gnuplot that takes its time, for those who end it.
exec sleep 30
