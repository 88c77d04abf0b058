/**
 * fast-check with the same values in every run, so that a change alone decides whether the tests pass.
 * `PROPERTY_SEED` takes another number, or `random`, to look for what these values do not show;
 * a failure prints its seed.
 */
import fc from 'fast-check';

const SEED = 1;

const { PROPERTY_SEED } = process.env;
if (PROPERTY_SEED !== 'random') fc.configureGlobal({ seed: Number(PROPERTY_SEED ?? SEED) });

export default fc;
