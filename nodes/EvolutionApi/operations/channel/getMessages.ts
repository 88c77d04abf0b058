import type { IDataObject } from 'n8n-workflow';

import { defineOperation } from '../../core/table/defineOperation';
import { recordsIn } from '../../core/values/answer';
import { numberOrNull } from '../../core/values/loose';
import { channelField, channelInput } from '../../fields/channelField';
import { collectionInput, listFilters } from '../../fields/collections';
import { readOptions, readOptionsInput } from '../../fields/concurrency';
import { numberField } from '../../fields/fieldKinds';
import { integer } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { simplify } from '../../fields/simplify';
import { simplifyPost } from './shared/channelAnswers';

/** Posts that are asked for at once. */
const LARGEST_REQUEST = 100;

const numberOf = ({ MessageServerID }: IDataObject) => numberOrNull(MessageServerID) ?? Infinity;

/** `POST /newsletter/messages`: WhatsApp is asked, since the server keeps no messages. */
export const getMessages = defineOperation({
	name: 'Get Messages',
	value: 'getMessages',
	action: 'Get the messages of a WhatsApp channel',
	description: 'Get the posts of a channel, newest first, with their views and reactions',
	request: { method: 'POST', path: '/newsletter/messages', reads: true, onlyOn: 'evolutionGo' },
	fields: [
		instanceField,
		channelField,
		...listFields,
		listFilters(
			numberField('Before Post Number', 'beforePost', {
				typeOptions: { minValue: 1 },
				default: 1,
				description: 'Only posts older than the one with this "postNumber"',
			}),
		),
		readOptions,
		simplify,
	],
	input: {
		channel: channelInput,
		filters: collectionInput({ beforePost: integer(1, Number.MAX_SAFE_INTEGER) }),
		options: readOptionsInput,
	},
	example: { channel: '120363025246125486@newsletter' },
	// Each request names the oldest post that is known. How many WhatsApp gives at once is its own matter.
	async run({ channel: jid, filters }, { ask, wanted = Infinity }) {
		const posts = new Map<number, IDataObject>();
		let before = filters?.beforePost;
		while (posts.size < wanted) {
			const count = Math.min(LARGEST_REQUEST, wanted - posts.size);
			const page = recordsIn(await ask({ body: { jid, count, before_id: before } }));
			const known = posts.size;
			for (const post of page) posts.set(numberOf(post), post);
			const oldest = Math.min(...posts.keys());
			if (posts.size === known || !Number.isFinite(oldest)) break;
			before = oldest;
		}
		return [...posts.values()].sort((one, other) => numberOf(other) - numberOf(one));
	},
	output: ({ data }) => recordsIn(data),
	simplify: simplifyPost,
});
