import type { IDataObject } from 'n8n-workflow';

import { recordsIn, textOrNull } from '../../../values/answer';
import { isBefore07 } from '../before07';
import type { GoRoutes, Translated } from '../goRoute';
import { INVISIBLE_TEXT } from '../invisibleText';
import { bodyOf, outgoingWithoutId, sendGo } from '../outgoing';
import { refuseIf } from '../refuse';

// Messages with buttons. Of these the ID cannot be chosen.

/** A text that the server insists on. */
const needed = (text: unknown) => textOrNull(text) ?? INVISIBLE_TEXT;

const buttonIn = ({ type, displayText, id }: IDataObject) => ({
	type: String(type).toUpperCase(),
	displayText,
	id,
});

/** @throws {InputProblem} if the server would leave out what the message quotes or whom it mentions */
async function outgoingChoices(translated: Translated) {
	const common = await outgoingWithoutId(translated);
	const { quoted, mentionedJid, mentionAll } = common;
	const isPlain = quoted === undefined && mentionedJid === undefined && mentionAll === undefined;
	if (isPlain) return common;
	refuseIf(
		await isBefore07(translated),
		['options'],
		'has a reply or mentions, which Evolution Go before 0.7 drops from buttons and lists',
		'Remove Reply To and Mentions, or update the server.',
	);
	return common;
}

/** The server loses what the other buttons of a carousel lead to. */
function refuseOtherButtons(cards: readonly IDataObject[]): void {
	const types = cards.flatMap(({ buttons }) => recordsIn(buttons).map(({ type }) => type));
	refuseIf(
		types.some((type) => type !== 'reply'),
		['cards'],
		'has other buttons than reply buttons, which Evolution Go does not send in a carousel',
		'Write addresses and numbers into the text of the card.',
	);
}

export const choiceRoutes = {
	async 'POST /message/sendButtons/{instance}'(translated) {
		const { title, description, footer, buttons, thumbnailUrl } = bodyOf(translated);
		const noPicture = 'does not work with Evolution Go, which shows no picture above buttons';
		const isPicture = textOrNull(thumbnailUrl) !== null;
		refuseIf(isPicture, ['options', 'thumbnailUrl'], noPicture, 'Remove the option.');
		const common = await outgoingChoices(translated);
		const body = {
			...common,
			title: needed(title),
			description: needed(description),
			footer: needed(footer),
			buttons,
		};
		return await sendGo(translated, '/send/button', body, body);
	},

	async 'POST /message/sendList/{instance}'(translated) {
		const { title, description, buttonText, footerText, sections } = bodyOf(translated);
		const common = await outgoingChoices(translated);
		const body = {
			...common,
			title: needed(title),
			description: needed(description),
			buttonText: needed(buttonText),
			footerText: needed(footerText),
			sections,
		};
		return await sendGo(translated, '/send/list', body, body);
	},

	async 'POST /message/sendCarousel/{instance}'(translated) {
		const { body: text, cards } = bodyOf(translated);
		const given = recordsIn(cards);
		refuseOtherButtons(given);
		const common = await outgoingWithoutId(translated);
		const body = {
			...common,
			body: text,
			cards: given.map(({ body: shown, footer, imageUrl, buttons }) => ({
				...(textOrNull(imageUrl) === null ? {} : { header: { imageUrl } }),
				body: { text: shown },
				...(textOrNull(footer) === null ? {} : { footer }),
				buttons: recordsIn(buttons).map(buttonIn),
			})),
		};
		return await sendGo(translated, '/send/carousel', body, body);
	},
} satisfies GoRoutes;
