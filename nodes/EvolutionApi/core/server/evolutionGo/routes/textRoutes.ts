import type { IDataObject } from 'n8n-workflow';

import { recordsIn, textOrNull } from '../../../values/answer';
import type { GoRoutes } from '../goRoute';
import { INVISIBLE_TEXT } from '../invisibleText';
import { bodyOf, outgoing, sendGo } from '../outgoing';
import { refuseIf } from '../refuse';

/** A link as the server finds it in a text. */
const LINK = /https?:\/\/\S/;

const ONE_CARD =
	'Send each contact with a message of its own, e.g. with Conversation → Send Sequence.';

function cardIn(contact: IDataObject[]): object {
	const [{ fullName, phoneNumber, organization, email, url } = {}] = contact;
	refuseIf(
		contact.length > 1,
		['contacts'],
		'has several contacts, but Evolution Go sends one per message',
		ONE_CARD,
	);
	const extra = textOrNull(email) ?? textOrNull(url);
	const problem = 'has an email or a website, which Evolution Go does not send';
	refuseIf(extra !== null, ['contacts'], problem, 'Leave Email and Website empty.');
	return {
		fullName,
		// Anything but digits would spoil the number that Message on the card opens a chat with.
		phone: String(phoneNumber).replace(/\D/g, ''),
		...(textOrNull(organization) === null ? {} : { organization }),
	};
}

/** Messages without a file or buttons. */
export const textRoutes = {
	/** Only `/send/link` shows a preview, and it needs a link. */
	async 'POST /message/sendText/{instance}'(translated) {
		const { text, linkPreview } = bodyOf(translated);
		const hasPreview = linkPreview === true && LINK.test(String(text));
		const body = { ...(await outgoing(translated)), text };
		return await sendGo(translated, hasPreview ? '/send/link' : '/send/text', body, body);
	},

	async 'POST /message/sendPoll/{instance}'(translated) {
		const { name: question, values: options, selectableCount: maxAnswer } = bodyOf(translated);
		const body = { ...(await outgoing(translated)), question, options, maxAnswer };
		return await sendGo(translated, '/send/poll', body, body);
	},

	async 'POST /message/sendLocation/{instance}'(translated) {
		const { name, address, latitude, longitude } = bodyOf(translated);
		const hint = 'Enter a number beside it, such as 0.000001.';
		refuseIf(latitude === 0, ['latitude'], 'cannot be 0 with Evolution Go', hint);
		refuseIf(longitude === 0, ['longitude'], 'cannot be 0 with Evolution Go', hint);
		const body = {
			...(await outgoing(translated)),
			name: textOrNull(name) ?? INVISIBLE_TEXT,
			address: textOrNull(address) ?? INVISIBLE_TEXT,
			latitude,
			longitude,
		};
		return await sendGo(translated, '/send/location', body, body);
	},

	async 'POST /message/sendContact/{instance}'(translated) {
		const vcard = cardIn(recordsIn(bodyOf(translated).contact));
		const body = { ...(await outgoing(translated)), vcard };
		return await sendGo(translated, '/send/contact', body, body);
	},
} satisfies GoRoutes;
