/** Prints what each file and the whole tier took: the budget is twenty minutes on two cores. */
module.exports = class DurationReporter {
  onRunComplete(_contexts, results) {
    const seconds = (milliseconds) => `${Math.round(milliseconds / 1000)} s`.padStart(7);
    const files = results.testResults
      .map(({ testFilePath, perfStats }) => [testFilePath.split('/').pop(), perfStats.end - perfStats.start])
      .sort((a, b) => b[1] - a[1]);
    for (const [name, took] of files) process.stderr.write(`${seconds(took)}  ${name}\n`);
    process.stderr.write(`${seconds(Date.now() - results.startTime)}  the whole cluster tier\n`);
  }
};
