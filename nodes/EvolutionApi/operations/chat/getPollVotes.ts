import type { IDataObject } from 'n8n-workflow';

import { defineOperation } from '../../core/table/defineOperation';
import { recordOf } from '../../core/values/answer';
import { readOptions, readOptionsInput } from '../../fields/concurrency';
import { textField } from '../../fields/fieldKinds';
import { lines, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { messageId } from '../../fields/messageKey';
import { chatField, chatInput } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';

/** `{ poll: { name, totalVotes, results: { Morning: { votes, voters } } } }` → one entry for each option */
function simplifyPoll({ poll }: IDataObject): IDataObject {
	const { name = null, totalVotes = 0, results } = recordOf(poll);
	const options = Object.entries(recordOf(results)).map(([option, result]) => {
		const { votes = 0, voters = [] } = recordOf(result);
		return { option, votes, voters };
	});
	return { question: name, totalVotes, options };
}

/** `POST /chat/getPollVote/{instance}` */
export const getPollVotes = defineOperation({
	name: 'Get Poll Votes',
	value: 'getPollVotes',
	action: 'Get the votes of a WhatsApp poll',
	description: 'Get the number of votes for each option of a poll, and who voted',
	since: '2.4.0',
	request: { method: 'POST', path: '/chat/getPollVote/{instance}', reads: true },
	fields: [
		instanceField,
		chatField,
		messageId,
		textField('Poll Options', 'pollOptions', {
			typeOptions: { rows: 4 },
			displayOptions: { show: { authentication: ['evolutionGo'] } },
			hint: 'One option per line, exactly as in the poll',
			placeholder: 'e.g.\nMorning\nAfternoon',
			description:
				'Options of the poll. Evolution Go returns votes as checksums, and without the options so does the output.',
		}),
		readOptions,
		simplify,
	],
	input: {
		recipient: chatInput,
		messageId: text,
		pollOptions: lines.optional(),
		options: readOptionsInput,
	},
	example: { recipient: '5511988887777', messageId: '3EB0A1B2C3D4E5F60718' },
	body: ({ recipient: remoteJid, messageId: id }) => ({ message: { key: { id } }, remoteJid }),
	simplify: simplifyPoll,
});
