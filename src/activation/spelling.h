/* Inside the activation room: functions spelled as code spells them. */
#ifndef ACTFN_SPELLING_H
#define ACTFN_SPELLING_H

/* A FUNCTION as it stands in code, in the words of our expressions: "x*np.tanh(x)" is "x*tanh(x)",
 * "torch.where(x > 0, x, 0.1*x)" is "(x > 0 ? x : 0.1*x)", "ACT2FN['silu']" is "hf.silu". What is
 * none of these comes back as it was. The caller's. */
char *spelling_plain(const char *typed);

#endif
