import type { Field } from '../core/table/operation';

/** For settings that can be switched off without losing them. */
export const enabled = {
	displayName: 'Enabled',
	name: 'enabled',
	type: 'boolean',
	default: true,
	description: 'Whether it is switched on',
} as const satisfies Field;
