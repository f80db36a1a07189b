/** Rounds minutes up to a multiple of the billing step; both are whole numbers, and the step is at least 1. */
export function roundUpMinutes(minutes, step) {
  if (!Number.isInteger(step) || step < 1) {
    throw new Error(`the billing step must be a whole number of minutes from 1, not ${step}`);
  }
  return Math.ceil(minutes / step) * step;
}
