import type { BodyOf } from '../core/struct';

export const quotedStruct = {
	name: 'QuotedStruct',
	fields: { messageId: 'string', participant: 'string' },
} as const;

/** What all bodies that send have, but for `id`. */
export const addressed = {
	number: 'string',
	delay: 'int32',
	mentionedJid: '[]string',
	mentionAll: 'bool',
	formatJid: '*bool',
	quoted: quotedStruct,
} as const;

/** What all bodies have where the caller may choose the message's id. */
export const chosen = { ...addressed, id: 'string' } as const;

/** What texts and files have besides, from 0.7.2 on. */
export const forwardable = { forwardingScore: '*uint32' } as const;

export type Addressed = BodyOf<{ fields: typeof addressed }> & {
	id?: string;
	forwardingScore?: number;
};

export const NEEDS_NUMBER = ['number', 'phone number is required'] as const;
