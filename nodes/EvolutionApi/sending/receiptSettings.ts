import { z } from 'zod';

import { choice, decimal, flag } from '../core/input/checks';
import type { Level } from './deliveryWatch';

const LONGEST_SECONDS = 600;

/** *Delivery Receipt*. */
export interface ReceiptSettings {
	readonly level: Level;
	readonly timeoutMs: number;
	/** *Fall Back to Text*. */
	readonly fallBackToText: boolean;
}

/** The values of the field *Delivery Receipt* (`fields/deliveryReceipt.ts`). */
export const receiptInput = z
	.object({
		values: z
			.object({
				waitUntil: choice('delivered', 'sent').default('delivered'),
				timeout: decimal(1, LONGEST_SECONDS).default(20),
				fallBackToText: flag.default(false),
			})
			.default({}),
	})
	.optional()
	.transform((given): ReceiptSettings | undefined => {
		if (given === undefined) return undefined;
		const { waitUntil, timeout, fallBackToText } = given.values;
		return { level: waitUntil, timeoutMs: timeout * 1000, fallBackToText };
	});
