const Sequencer = require('@jest/test-sequencer').default;

/** In this order, the rest last. jest knows on its own how long a file took, but not on a new machine. */
const turns = [
  // Mostly waits, for ten minutes: begun last, it would be the end of the whole tier.
  /\/argocd-samples\.test\.ts$/,
  // Few Pods or none: beside the samples, which are to be up within five minutes on the same two processors.
  /\/(apply|argocd-health|argocd-notifications|backstage|official-layout|parameters|password|storage|teams)\.test\.ts$/,
  // Three minutes and more, most of it waiting.
  /\/(argocd-bad-merge|argocd-life|backup-damage|bad-merge|check-switch|plan-accuracy|samples|tls|vdb-life)\.test\.ts$/,
];

const turnOf = ({ path }) => {
  const turn = turns.findIndex((files) => files.test(path));
  return turn === -1 ? turns.length : turn;
};

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => turnOf(a) - turnOf(b));
  }
};
