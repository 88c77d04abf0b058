import { z } from 'zod';

import { choice, decimal, flag } from '../input/checks';
import type { Level } from './deliveryWatch';

const LONGEST_SECONDS = 600;

/** *Confirm Delivery*. */
export interface Confirm {
	readonly level: Level;
	readonly withinMs: number;
	/** *Text if Refused*. */
	readonly textIfRefused: boolean;
}

/** The values of the field *Confirm Delivery* (`fields/confirmDelivery.ts`); undefined for *Off*. */
export const confirmInput = z
	.object({
		confirm: z
			.object({
				until: choice('delivered', 'off', 'sent').default('delivered'),
				textIfRefused: flag.default(false),
				within: decimal(1, LONGEST_SECONDS).default(20),
			})
			.optional(),
	})
	.optional()
	.transform((given): Confirm | undefined => {
		const { until = 'off', within = 0, textIfRefused = false } = given?.confirm ?? {};
		return until === 'off' ? undefined : { level: until, withinMs: within * 1000, textIfRefused };
	});
