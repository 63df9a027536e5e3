# bench: the time that a function takes.
load helper
load results

@test "bench: a row for each number of slopes" {
    actfn_run bench gelu 'gelu(2*x)-silu(x)' -f csv
    done_well
    [ "${lines[0]}" = "function,derivatives,ns_per_value,values_per_second,relative_to_copy,max_error_ulp" ]
    [ "${#lines[@]}" -eq 7 ]
    less 0 "$(cell 6 1)" 3
    actfn_run bench nothing
    fails 2 nothing
}
