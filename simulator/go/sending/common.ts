import type { BodyOf } from '../core/struct';

export const quotedStruct = {
	name: 'QuotedStruct',
	fields: { messageId: 'string', participant: 'string' },
} as const;

export const addressed = {
	number: 'string',
	delay: 'int32',
	mentionedJid: '[]string',
	mentionAll: 'bool',
	formatJid: '*bool',
	quoted: quotedStruct,
} as const;

export const withId = { ...addressed, id: 'string' } as const;

/** Additional field of requests that send texts and files, from 0.7.2 on. */
export const forwardable = { forwardingScore: '*uint32' } as const;

export type Addressed = BodyOf<{ fields: typeof addressed }> & {
	id?: string;
	forwardingScore?: number;
};

export const NEEDS_NUMBER = ['number', 'phone number is required'] as const;
