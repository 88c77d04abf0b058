import type { Json } from '../core/data';
import { asList, asObject, asString, compact } from '../core/values';
import type { Message } from '../state/message';

type Part = (part: Json, message: Message) => Json;

const phonesOf = (vcard: string) =>
	[...vcard.matchAll(/TEL[^:\n]*:([^\n]+)/g)].map(([, phone]) => phone);
const contactOf = (card: unknown) => {
	const { displayName, vcard } = asObject(card);
	return { fullName: asString(displayName), phones: phonesOf(asString(vcard)) };
};

const media =
	(kind: string): Part =>
	({ caption }) => ({ kind, text: caption });

const location: Part = ({ degreesLatitude, degreesLongitude, name, address }) => ({
	kind: 'location',
	location: compact({ latitude: degreesLatitude, longitude: degreesLongitude, name, address }),
});

const poll: Part = ({ name, selectableOptionsCount, options }, { votes }) => ({
	kind: 'poll',
	poll: {
		name,
		selectableCount: selectableOptionsCount,
		options: asList(options).map((option) => {
			const { optionName } = asObject(option);
			const voters = [...votes].filter(([, selection]) => selection.includes(asString(optionName)));
			return { name: optionName, votes: voters.map(([jid]) => jid) };
		}),
	},
});

const TYPES: Record<string, string> = {
	quick_reply: 'reply',
	cta_copy: 'copy',
	cta_url: 'url',
	cta_call: 'call',
	payment_info: 'pix',
};

function parameters(text: unknown): Json {
	try {
		return asObject(JSON.parse(asString(text)));
	} catch {
		return {};
	}
}

export function buttonsOf(interactive: Json): Json[] {
	return asList(asObject(interactive.nativeFlowMessage).buttons).map((entry) => {
		const { name, buttonParamsJson } = asObject(entry);
		const values = parameters(buttonParamsJson);
		return compact({
			type: TYPES[asString(name)] ?? name,
			id: values.id ?? values.display_text ?? name,
			label: values.display_text ?? (name === 'payment_info' ? 'Pix' : undefined),
			url: values.url,
			copyCode: values.copy_code,
			phoneNumber: values.phone_number,
			payment: name === 'payment_info' ? values : undefined,
		});
	});
}

export const replyButtonsOf = ({ buttons }: Json): Json[] =>
	asList(buttons).map((entry) => {
		const { buttonId, buttonText } = asObject(entry);
		return { type: 'reply', id: buttonId, label: asObject(buttonText).displayText };
	});

const interactiveParts = (interactive: Json): Json => ({
	text: asObject(interactive.body).text,
	title: asObject(interactive.header).title,
	footer: asObject(interactive.footer).text,
	buttons: buttonsOf(interactive),
});

const interactive: Part = (part) => {
	const cards = asList(asObject(part.carouselMessage).cards);
	if (cards.length === 0) return { kind: 'buttons', ...interactiveParts(part) };
	return {
		kind: 'carousel',
		...interactiveParts(part),
		cards: cards.map((card) =>
			compact({
				...interactiveParts(asObject(card)),
				imageUrl: asObject(asObject(card).header).imageUrl,
			}),
		),
	};
};

const list: Part = ({ title, description, buttonText, footerText, sections }) => ({
	kind: 'list',
	text: description,
	list: { title, buttonText, footer: footerText, sections },
});

/** The keys are the names inside `message`. */
const PARTS: Record<string, Part> = {
	imageMessage: media('image'),
	videoMessage: media('video'),
	ptvMessage: media('ptv'),
	audioMessage: ({ ptt }) => ({ kind: ptt ? 'voice' : 'audio' }),
	documentMessage: media('document'),
	stickerMessage: media('sticker'),
	locationMessage: location,
	contactMessage: (part) => ({ kind: 'contact', contacts: [contactOf(part)] }),
	contactsArrayMessage: ({ contacts }) => ({
		kind: 'contact',
		contacts: asList(contacts).map(contactOf),
	}),
	pollCreationMessageV3: poll,
	pollCreationMessage: poll,
	interactiveMessage: interactive,
	buttonsMessage: (part) => ({
		kind: 'buttons',
		text: part.contentText,
		footer: part.footerText,
		buttons: replyButtonsOf(part),
	}),
	listMessage: list,
	templateMessage: ({ text }) => ({ kind: 'template', text }),
	extendedTextMessage: ({ text }) => ({ kind: 'text', text }),
	buttonsResponseMessage: ({ selectedDisplayText }) => ({
		kind: 'text',
		text: selectedDisplayText,
	}),
	templateButtonReplyMessage: ({ selectedDisplayText }) => ({
		kind: 'text',
		text: selectedDisplayText,
	}),
	interactiveResponseMessage: ({ body }) => ({ kind: 'text', text: asObject(body).text }),
	listResponseMessage: ({ title }) => ({ kind: 'text', text: title }),
};

const WRAPPERS = [
	'viewOnceMessage',
	'viewOnceMessageV2',
	'ephemeralMessage',
	'documentWithCaptionMessage',
];

export function unwrapped(message: Json): Json {
	for (const name of WRAPPERS) {
		const inner = asObject(message[name]).message;
		if (inner) return asObject(inner);
	}
	return message;
}

export function content(message: Message): Json {
	if (message.deleted) return { kind: 'text' };
	if (message.shownText !== undefined) return { kind: 'text', text: message.shownText };
	const inner = unwrapped(message.message);
	if (typeof inner.conversation === 'string') return { kind: 'text', text: inner.conversation };
	// The EVOLUTION channel stores only the media's URL, so the kind comes from `messageType`.
	const name = [...Object.keys(inner), message.messageType].find((key) =>
		Object.hasOwn(PARTS, key),
	);
	if (!name) return { kind: 'unknown', text: message.messageType };
	return PARTS[name](asObject(inner[name]), message);
}

export function textOf(messageType: string, message: Json): string {
	const inner = unwrapped(message);
	if (typeof inner.conversation === 'string') return inner.conversation;
	const part = asObject(inner[messageType] ?? Object.values(inner)[0]);
	return asString(part.caption ?? part.text ?? part.name ?? part.displayName ?? part.title);
}
