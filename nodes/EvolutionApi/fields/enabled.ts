import type { Field } from '../core/table/operation';

/** Of what can be switched on and off without losing it. */
export const enabled = {
	displayName: 'Enabled',
	name: 'enabled',
	type: 'boolean',
	default: true,
	description: 'Whether it is switched on',
} as const satisfies Field;
