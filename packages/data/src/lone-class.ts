/** Examples that a class has on average, at least, where one that has a single one is told. */
const MANY = 5;

/**
 * The class that a single example has, in words, where most classes have more: a label that is damaged is a class of its own.
 *
 * @param labels the class of each example
 * @param classes how many classes there are
 * @param say names a class and where its example stands: "only label 17 of train-labels-idx1-ubyte is 200"
 */
export function loneClass(
  labels: ArrayLike<number>,
  classes: number,
  say: (label: number, example: number) => string,
): string | undefined {
  if (labels.length < MANY * classes) return undefined;
  const counts = new Int32Array(classes);
  for (let example = 0; example < labels.length; example++) (counts[labels[example] as number] as number)++;
  const lone = counts.indexOf(1);
  if (lone < 0 || 2 * counts.filter((count) => count === 1).length > classes) return undefined;
  return say(lone, Array.prototype.indexOf.call(labels, lone));
}
