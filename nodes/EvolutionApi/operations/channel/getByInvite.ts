import { mustBe, refuseInput } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { readOptions, readOptionsInput } from '../../fields/concurrency';
import { textField } from '../../fields/fieldKinds';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { simplify } from '../../fields/simplify';
import { simplifyChannel } from './shared/channelAnswers';

/** Also the link of a post, which has its number at the end. */
const LINK =
	/^(?:(?:https?:\/\/)?(?:www\.)?whatsapp\.com\/channel\/)?([\w-]{8,64})(?:\/\d*)?(?:\?.*)?$/;

/** The code of an invite, from a link or on its own. */
const inviteInput = text.transform((value, context) => {
	const given = value.trim();
	const code = LINK.exec(given)?.[1];
	if (code !== undefined) return code;
	return refuseInput(
		context,
		mustBe('the link of a channel', given),
		'Enter the whole link, or what stands after https://whatsapp.com/channel/.',
	);
});

/** `POST /newsletter/link`: also of a channel that the account does not follow. */
export const getByInvite = defineOperation({
	name: 'Get by Invite',
	value: 'getByInvite',
	action: 'Get a WhatsApp channel by its invite link',
	description: 'Get a channel by its link, even if the account does not follow it',
	request: { method: 'POST', path: '/newsletter/link', reads: true, onlyOn: 'evolutionGo' },
	fields: [
		instanceField,
		textField('Invite Code or Link', 'channelInvite', {
			required: true,
			placeholder: 'e.g. https://whatsapp.com/channel/0029Va4K0PZ5a245NkngBA2M',
			description: 'Link of the channel, or the code at its end',
		}),
		readOptions,
		simplify,
	],
	input: { channelInvite: inviteInput, options: readOptionsInput },
	example: { channelInvite: 'https://whatsapp.com/channel/0029Va4K0PZ5a245NkngBA2M' },
	body: ({ channelInvite: key }) => ({ key }),
	simplify: simplifyChannel,
});
