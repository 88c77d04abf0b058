import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput, optionsField } from '../../fields/collections';
import { textField } from '../../fields/fieldKinds';
import { optionalText, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { simplify } from '../../fields/simplify';
import { simplifyChannel } from './shared/channelAnswers';

/** `POST /newsletter/create` */
export const create = defineOperation({
	name: 'Create',
	value: 'create',
	action: 'Create a WhatsApp channel',
	description: 'Create a channel that the account owns',
	request: {
		method: 'POST',
		path: '/newsletter/create',
		retry: 'neverAfterSent',
		onlyOn: 'evolutionGo',
	},
	fields: [
		instanceField,
		textField('Name', 'channelName', {
			required: true,
			placeholder: 'e.g. News of our shop',
			description: 'The name of the channel',
		}),
		optionsField(
			textField('Description', 'description', {
				typeOptions: { rows: 4 },
				placeholder: 'e.g. New products, every Monday',
				description: 'Description of the channel',
			}),
		),
		simplify,
	],
	input: { channelName: text, options: collectionInput({ description: optionalText }) },
	example: { channelName: 'News', options: { description: 'New products, every Monday' } },
	body: ({ channelName: name, options }) => ({ name, description: options?.description }),
	simplify: simplifyChannel,
});
