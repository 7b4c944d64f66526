/** A value between two gaps makes no line: it is drawn as a point. */
function lonelyPoints(colour: number, values: LineData['values']): import('uplot').Series.Points {
  const isValue = (index: number): boolean => values[index] !== null && values[index] !== undefined;
  const lonely = values.flatMap((_, index) => (isValue(index) && !isValue(index - 1) && !isValue(index + 1) ? index : []));
  const fill = (): string => themeColour(`s${colour}`);
  return { show: false, filter: () => (lonely.length === 0 ? null : lonely), size: 5, width: 0, stroke: fill, fill };
}
