/* Functions of the literature that need no kernel: each a formula, in a form that keeps its digits
 * where the textbook's cancels or overflows (log1p, expm1), read and run as an expression. */
#include "activation/formula.h"

#define FORMULA(id, formula, parameters) .name = id, .call = { "", id, formula, parameters, NULL }

/* In the order of the catalogue's families. */
const struct formula_name formula_rows[] = {
    { FORMULA("squ", "x^2 + x", NULL), .family = "polynomial",
      .about = "The shifted quadratic unit; one of them computes xor.",
      .paper = "Noel et al., Biologically inspired oscillating activation functions can bridge the "
               "performance gap between biological and artificial neurons",
      .year = 2021 },
    { FORMULA("ncu", "x - x^3", NULL), .family = "polynomial",
      .about = "The non-monotonic cubic unit.",
      .paper = "Noel et al., Biologically inspired oscillating activation functions can bridge the "
               "performance gap between biological and artificial neurons",
      .year = 2021 },

    { FORMULA("shifted_relu", "max(x, -1)", NULL), .family = "rectifier",
      .about = "relu moved down along the diagonal, so that its mean is nearer to 0.",
      .paper = "Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by "
               "exponential linear units",
      .year = 2015 },
    { FORMULA("relu3", "max(x, 0)^3", NULL), .aliases = "relu_cubed", .family = "rectifier",
      .about = "relu cubed: two continuous derivatives, for networks that solve differential "
               "equations.",
      .paper = "E and Yu, The deep Ritz method", .year = 2018 },
    { FORMULA("minsin", "min(x, sin(x))", NULL), .family = "rectifier",
      .about = "x on the left and a sine on the right.",
      .paper = "Eger, Youssef and Gurevych, Is it time to swish?", .year = 2018 },
    { FORMULA("maxsig", "max(x, sigmoid(x))", NULL), .family = "rectifier",
      .about = "x where it is above the sigmoid, otherwise the sigmoid.",
      .paper = "Eger, Youssef and Gurevych, Is it time to swish?", .year = 2018 },
    { FORMULA("maxtanh", "max(x, tanh(x))", NULL), .family = "rectifier",
      .about = "x on the right and tanh on the left.",
      .paper = "Eger, Youssef and Gurevych, Is it time to swish?", .year = 2018 },

    { FORMULA("hard_mish", "x/2*min(max(x + 2, 0), 2)", NULL), .family = "hard",
      .about = "A piecewise parabola that is like mish.", .paper = "Misra, H-Mish (2020)",
      .year = 2020 },
    { FORMULA("hard_elish", "x >= 0 ? x*min((x + 1)/2, 1) : expm1(x)*max((x + 1)/2, 0)", NULL),
      .family = "hard", .about = "elish with a piecewise linear gate.",
      .paper = "Basirat and Roth, The quest for the golden activation function", .year = 2018 },
    { FORMULA("tent", "max(delta - abs(x), 0)", "delta=1"), .family = "hard",
      .about = "A bounded bump of two straight lines, meant against adversarial inputs.",
      .paper = "Rozsa and Boult, Improved adversarial robustness by reducing open space risk via "
               "tent activations",
      .year = 2019 },
    { FORMULA("hat", "max(1 - abs(x - 1), 0)", NULL), .family = "hard",
      .about = "The linear finite element on [0, 2].",
      .paper = "Hong, Siegel, Tan and Xu, On the activation function dependence of the spectral "
               "bias of neural networks",
      .year = 2022 },

    { FORMULA("reu", "x > 0 ? x : x*exp(x)", NULL), .family = "exponential",
      .about = "x on the right; on the left a dip that decays.",
      .paper = "Ying et al., Rectified exponential units for convolutional neural networks",
      .year = 2019 },
    { FORMULA("loglog", "exp(-exp(-x))", NULL), .aliases = "gompertz", .family = "exponential",
      .about = "The Gompertz curve: 0 on the left far sooner than 1 on the right.",
      .paper = "Gomes, Ludermir and Lima, Comparison of new activation functions in neural network "
               "for forecasting financial time series",
      .year = 2011 },
    { FORMULA("aranda_ordaz", "-expm1(-log1p(lambda*exp(x))/lambda)", "lambda=2"),
      .aliases = "aranda", .family = "exponential",
      .about =
          "1 - (1 + lambda e^x)^(-1/lambda): the sigmoid at lambda = 1, cloglog as lambda goes "
          "to 0.",
      .paper = "Gomes, Ludermir and Lima, Comparison of new activation functions in neural network "
               "for forecasting financial time series",
      .year = 2011 },
    { FORMULA("mexican_hat", "2/(sqrt(3)*pi^(1/4))*(1 - x^2)*exp(-x^2/2)", NULL),
      .aliases = "ricker", .family = "exponential",
      .about = "The Ricker wavelet: the second derivative of a Gaussian, turned over, of norm 1.",
      .paper = "classical" },

    { FORMULA("bipolar_sigmoid", "tanh(x/2)", NULL), .family = "sigmoid",
      .about = "(1 - e^-x)/(1 + e^-x): the sigmoid stretched to -1 .. 1.", .paper = "classical" },
    { FORMULA("penalized_tanh", "x > 0 ? tanh(x) : a*tanh(x)", "a=0.25"), .family = "sigmoid",
      .about = "tanh with a smaller negative side.",
      .paper = "Xu, Huang and Li, Revise saturated activation functions", .year = 2016 },
    { FORMULA("sqnl", "x > 2 ? 1 : x < -2 ? -1 : x >= 0 ? x - x^2/4 : x + x^2/4", NULL),
      .family = "sigmoid", .about = "Like tanh, of two parabolas.",
      .paper = "Wuraola and Patel, SQNL: a new computationally efficient activation function",
      .year = 2018 },
    { FORMULA("symlog", "sign(x)*log1p(abs(x))", NULL), .family = "sigmoid",
      .about = "A logarithm on both sides, the identity near 0.",
      .paper =
          "Hafner, Pasukonis, Ba and Lillicrap, Mastering diverse domains through world models",
      .year = 2023 },
    { FORMULA("dyt", "gamma*tanh(alpha*x) + beta", "alpha=0.5, gamma=1, beta=0"),
      .aliases = "dynamic_tanh", .family = "sigmoid",
      .about = "Dynamic tanh, in the place of layer normalization; alpha, gamma and beta are "
               "learned, these are their initial values.",
      .paper = "Zhu, Chen, He, LeCun and Liu, Transformers without normalization", .year = 2025 },
    { FORMULA("derf", "gamma*erf(alpha*x + s) + beta", "alpha=0.5, s=0, gamma=1, beta=0"),
      .aliases = "dynamic_erf", .family = "sigmoid",
      .about = "Dynamic erf, in the place of layer normalization; all four parameters are learned, "
               "and these values are a plain start.",
      .paper = "Chen, Lu, Zhu, Sun and Liu, Stronger normalization-free transformers",
      .year = 2025 },

    { FORMULA("multiquadric", "hypot(x, a)", "a=1"), .family = "softplus",
      .about = "A hyperbola: |x| with a round bottom.",
      .paper = "Hardy, Multiquadric equations of topography and other irregular surfaces",
      .year = 1971 },

    { FORMULA("flatten_t_swish", "x >= 0 ? x*sigmoid(x) + t : t", "t=-0.2"), .aliases = "fts",
      .family = "gate", .about = "silu on the right, the constant t on the left.",
      .paper = "Chieng, Wahid, Ong and Perla, Flatten-T Swish: a thresholded ReLU-Swish-like "
               "activation function for deep learning",
      .year = 2018 },
    { FORMULA("phish", "x*tanh(gelu(x))", NULL), .family = "gate",
      .about = "x times a tanh of gelu.",
      .paper = "Naveen, Phish: a novel hyper-optimizable activation function", .year = 2022 },
    { FORMULA("gish", "x*log1p(-expm1(-exp(x)))", NULL), .family = "gate",
      .about = "x times ln(2 - e^(-e^x)).",
      .paper = "Kaytan, Aydilek and Yeroglu, Gish: a novel activation function for image "
               "classification",
      .year = 2023 },
    { FORMULA("colu", "x/(1 - x*exp(-(x + exp(x))))", NULL), .family = "gate",
      .about = "The collapsing linear unit.",
      .paper = "Vagerwal, Deeper learning with CoLU activation", .year = 2021 },
    { FORMULA("sinlu", "(x + a*sin(b*x))*sigmoid(x)", "a=1, b=1"), .family = "gate",
      .about = "silu with a sine in it; a and b are learned.",
      .paper = "Paul, Bandyopadhyay, Yoon, Geem and Sarkar, SinLU: sinu-sigmoidal linear unit",
      .year = 2022 },
    { FORMULA("golu", "x*exp(-exp(-x))", NULL), .family = "gate",
      .about = "The Gompertz linear unit: x times the Gompertz curve.",
      .paper = "Das, Safari, Adriaensen and Hutter, Gompertz linear units", .year = 2025 },
    { FORMULA("bsilu", "(x + alpha)*sigmoid(x) - alpha/2", "alpha=1.67"), .family = "gate",
      .about = "The bounded SiLU, whose slope SUGAR uses as the gradient of relu.",
      .paper = "Horuz et al., The resurrection of the ReLU", .year = 2025 },

    { FORMULA("siren", "sin(w0*x)", "w0=30"), .family = "periodic",
      .about = "The sine of a network that represents images, sounds and fields.",
      .paper = "Sitzmann, Martel, Bergman, Lindell and Wetzstein, Implicit neural representations "
               "with periodic activation functions",
      .year = 2020 },
    { FORMULA("finer", "sin(w0*(abs(x) + 1)*x)", "w0=30"), .family = "periodic",
      .about = "A sine whose frequency grows with |x|.",
      .paper = "Liu et al., FINER: flexible spectral-bias tuning in implicit neural representation "
               "by variable-periodic activation functions",
      .year = 2024 },
    { FORMULA("cosid", "cos(x) - x", NULL), .family = "periodic",
      .about = "A cosine about a falling line.",
      .paper = "Eger, Youssef and Gurevych, Is it time to swish?", .year = 2018 },

    { FORMULA("swiglu_oai",
              "min(x, limit)*sigmoid(alpha*min(x, limit))*(min(max(x, -limit), limit) + 1)",
              "alpha=1.702, limit=7"),
      .aliases = "clamped_swiglu", .family = "gated",
      .about = "gpt-oss's clamped gate, as a curve of one input: gate and value are both x.",
      .paper = "OpenAI, gpt-oss-120b and gpt-oss-20b model card", .year = 2025, .slice = true },
    { .name = NULL },
};
