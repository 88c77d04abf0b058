import { toggle } from './toggle';

export const simplify = toggle(
	'Simplify',
	'simplify',
	'Whether to return a simplified version of the response instead of the raw data',
	true,
);
