import { invalid } from '../../core/answers';
import type { GoCall } from '../../core/route';
import type { Addressed } from '../../sending/common';
import { has } from '../../state/versions';

interface MediaForm {
	body: Addressed;
	type: string;
	caption: string;
	filename: string;
}

type Fields = Record<string, string | string[] | undefined>;

const one = (fields: Fields, name: string): string => {
	const field = fields[name];
	return (Array.isArray(field) ? field[0] : field) ?? '';
};

/** Returns the values of a field that may occur several times, or contain commas. */
const several = (fields: Fields, name: string): string[] =>
	[fields[name] ?? []]
		.flat()
		.flatMap((text) => text.split(','))
		.map((text) => text.trim())
		.filter(Boolean);

function delayOf(text: string): number {
	if (text === '') return 0;
	if (!/^[+-]?\d{1,10}$/.test(text)) throw invalid('invalid delay');
	return Number(text);
}

/** Reads a form with a file, and checks it in the server's order. Quotes and mentions exist since 0.7.0. */
export function mediaForm({ fields, files, state }: GoCall): MediaForm {
	const form = fields as Fields;
	const number = one(form, 'number');
	if (number === '') throw invalid('phone number is required');
	const type = one(form, 'type');
	if (type === '') throw invalid('media type is required');
	const delay = delayOf(one(form, 'delay'));
	if (!files.some(({ field }) => field === 'file')) throw invalid('file is required');
	const isNew = has(state.config, 'formContext');
	const text = (name: string) => (isNew ? one(form, name) : '');
	return {
		type,
		caption: one(form, 'caption'),
		filename: one(form, 'filename'),
		body: {
			number,
			delay,
			id: one(form, 'id'),
			formatJid: undefined,
			mentionAll: text('mentionAll') === 'true',
			mentionedJid: isNew ? several(form, 'mentionedJid') : [],
			quoted: { messageId: text('quoted.messageId'), participant: text('quoted.participant') },
		},
	};
}
