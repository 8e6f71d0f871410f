const Sequencer = require('@jest/test-sequencer').default;

/** Mostly waits, for ten minutes: begun last, it would be the end of the whole tier. */
const longest = /\/argocd-samples\.test\.ts$/;

/** Few Pods or none: beside the samples, which are to be up within five minutes on the same two processors. */
const light =
  /\/(apply|argocd-health|argocd-notifications|backstage|official-layout|parameters|password|storage|teams)\.test\.ts$/;

const turnOf = ({ path }) => (longest.test(path) ? 0 : light.test(path) ? 1 : 2);

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => turnOf(a) - turnOf(b));
  }
};
