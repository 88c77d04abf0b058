// How the server's store keeps a button, a card, a poll and a text, for `forms` in `core/server/messageContent.ts`.

export interface FilledButton {
	readonly type: 'call' | 'copy' | 'pix' | 'reply' | 'url';
	readonly displayText?: string;
	readonly id?: string;
	readonly copyCode?: string;
	readonly url?: string;
	readonly phoneNumber?: string;
	/** Of a PIX button: payee and key. */
	readonly name?: string;
	readonly key?: string;
}

/** Uses only the fields of its type, because the other fields still hold what was typed there before. */
export function storedButton(button: FilledButton): object {
	const { displayText: display_text, name: merchant_name, key } = button;
	const parameters = {
		call: { display_text, phone_number: button.phoneNumber },
		copy: { display_text, copy_code: button.copyCode },
		pix: { payment_settings: [{ pix_static_code: { merchant_name, key } }] },
		reply: { display_text, id: button.id },
		url: { display_text, url: button.url },
	};
	return { buttonParamsJson: parameters[button.type] };
}

interface Card {
	readonly body: string;
	readonly footer?: string;
	readonly buttons: readonly FilledButton[];
}

export const storedCard = ({ body, footer, buttons }: Card): object => ({
	body: { text: body },
	footer: { text: footer },
	nativeFlowMessage: { buttons: buttons.map(storedButton) },
});

/** WhatsApp's key depends on where the poll goes and on whether only one option may be chosen. */
const POLL_KEYS = ['pollCreationMessage', 'pollCreationMessageV2', 'pollCreationMessageV3'];

export function storedPoll(question: string, labels: readonly string[]): object[] {
	const poll = { name: question, options: labels.map((optionName) => ({ optionName })) };
	return POLL_KEYS.map((key) => ({ [key]: poll }));
}

/** With a link preview or a quote it is stored as the second. */
export const storedText = (text: string): object[] => [
	{ conversation: text },
	{ extendedTextMessage: { text } },
];
