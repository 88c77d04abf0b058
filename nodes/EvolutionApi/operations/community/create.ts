import type { IDataObject } from 'n8n-workflow';

import { defineOperation } from '../../core/table/defineOperation';
import { textOrNull } from '../../core/values/answer';
import { firstText, listOf } from '../../core/values/loose';
import { isoOfText } from '../../core/values/timestamps';
import { textField } from '../../fields/fieldKinds';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { textOptions, textOptionsShape } from '../../fields/sendExpressions';
import { simplify } from '../../fields/simplify';

const simplifyCommunity = (item: IDataObject): IDataObject => ({
	communityJid: textOrNull(item.JID),
	name: textOrNull(item.Name),
	owner: firstText(item.OwnerPN, item.OwnerJID),
	size: listOf(item.Participants).length,
	createdAt: isoOfText(item.GroupCreated),
});

/** `POST /community/create`: WhatsApp adds the group for its announcements by itself. */
export const create = defineOperation({
	name: 'Create',
	value: 'create',
	action: 'Create a WhatsApp community',
	description: 'Create a community without groups, except the one for its announcements',
	request: {
		method: 'POST',
		path: '/community/create',
		retry: 'neverAfterSent',
		onlyOn: 'evolutionGo',
	},
	fields: [
		instanceField,
		textField('Name', 'communityName', {
			required: true,
			placeholder: 'e.g. Our neighbourhood',
			description: 'The name of the community',
		}),
		textOptions,
		simplify,
	],
	input: { communityName: text, ...textOptionsShape },
	example: { communityName: 'Our neighbourhood' },
	body: ({ communityName }) => ({ communityName }),
	simplify: simplifyCommunity,
});
