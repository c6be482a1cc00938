// Mask correctness as a lecture on generative models quotes it from Khandelwal and Sigal 2019, by the checkpoint here that has the same kind of mask. Data, no code.

export const LECTURE = {
  "attention-san": 0.1258,
  "attention-nctx": 0.2017,
  "attention-ctx": 0.2835,
  "attention-arnn": 0.3729,
};
