export const OUTCOMES = {
	worked: 'worked',
	refused: 'refused as expected',
	noPhone: 'not possible without a phone',
	leftOut: 'skipped',
	differs: 'got an unexpected answer',
	failed: 'failed',
} as const;

export type Outcome = keyof typeof OUTCOMES;

export interface Verdict {
	readonly outcome: Outcome;
	readonly reason?: string;
}

export interface Refusal {
	readonly message: string;
	readonly description?: string | null;
}

export interface Circumstances {
	readonly version: string;
	readonly isConnected: boolean;
}

interface Expected {
	readonly of: RegExp;
	readonly says: RegExp;
	readonly reason: string;
}

/** Errors that are expected, because neither the node nor the server is at fault. */
const EXPECTED: readonly Expected[] = [
	{
		of: /^(template\/|message\/sendTemplate$)/,
		says: /Meta refused the request|This kind of instance cannot do that|Templates need a WHATSAPP-BUSINESS instance|Error to create template/,
		reason: 'needs a Business account at Meta',
	},
	{
		of: /^mediaStorage\/getUrl$/,
		says: /storage of the server does not have this file/,
		reason: 'the media storage of the server is switched off or empty',
	},
	{
		of: /^group\/acceptInvite$/,
		says: /^WhatsApp does not accept this change of the group: Error: conflict/,
		reason: 'the account is already in the group',
	},
	{
		of: /^chatbot\/getModels$/,
		says: /Error fetching models/,
		reason: 'the OpenAI key in the test is not a real one',
	},
	{
		of: /^chatbot\/getModels$/,
		says: /Settings not found/,
		reason: 'before 2.3.0, the server looks for the key in the settings of its OpenAI bots',
	},
	{
		of: /^label\/(add|remove)$/,
		says: /cannot store it\. Versions before 2\.3\.0 always fail here/,
		reason: 'before 2.3.0, the label changes, but the server cannot store it in PostgreSQL',
	},
	{
		of: /^chatbot\/start$/,
		says: /^The server could not reach Typebot/,
		reason: 'there is no Typebot at the URL in the example',
	},
	{
		of: /^conversation\/(getTakeoverStatus|handOverToHuman|pauseBot|resumeBot)$/,
		says: /^No published workflow of this instance/,
		reason: 'no workflow is active here',
	},
	{
		of: /^(message\/sendCarousel|status\/send)$/,
		says: /^This Evolution Go server does not know/,
		reason: 'needs Evolution Go 0.7.0',
	},
	{
		of: /^(chat\/markAsPlayed|group\/update(Settings|MemberAddMode))$/,
		says: /^This Evolution Go server does not know POST/,
		reason: 'needs Evolution Go 0.7.2',
	},
	{
		of: /^message\/sendReaction$/,
		says: /^A reaction needs Evolution Go/,
		reason: 'needs Evolution Go 0.7.2',
	},
	{
		of: /^message\/edit$/,
		says: /^An edit needs Evolution Go/,
		reason: 'needs Evolution Go 0.7.0',
	},
	{
		of: /^(system\/getMetrics|eventTransport\/\w+|chatwoot\/\w+|chatbot\/\w+)$/,
		says: /switched off/,
		reason: 'switched off in the settings of the server',
	},
];

/** Expected errors on an instance that never had a phone, where the messages, groups and chats of the examples don't exist. */
const WITHOUT_PHONE: readonly Omit<Expected, 'reason'>[] = [
	{ of: /./, says: /is not connected to WhatsApp/ },
	{ of: /^message\/edit$/, says: /^This message cannot be edited/ },
	{ of: /^message\/downloadMedia$/, says: /^The server does not find this message by its ID/ },
	{ of: /^businessCatalog\//, says: /^The server did not get the catalog/ },
	{
		of: /^conversation\/(addChatHistory|combineMessages)$/,
		says: /^The server has not stored the message/,
	},
	{ of: /^chat\/(archive|markAsUnread)$/, says: /has no message in the message store/ },
	{ of: /^chat\/get$/, says: /has no record of this chat/ },
	{ of: /^group\/getInviteInfo$/, says: /^The invite does not lead to a group/ },
	{ of: /^group\/sendInvite$/, says: /^The invite could not be sent to everybody/ },
];

/** @returns -1, 0 or 1 */
export function compareVersions(a: string, b: string): number {
	const [left, right] = [a, b].map((text) => text.split('-')[0].split('.').map(Number));
	const index = left.findIndex((part, at) => part !== right[at]);
	return index < 0 ? 0 : Math.sign(left[index] - right[index]);
}

/** @param name `resource/operation` */
export function judge(
	name: string,
	refusal: Refusal,
	{ version, isConnected }: Circumstances,
): Verdict {
	const text = `${refusal.message}. ${refusal.description ?? ''}`;
	const [, since] = /needs Evolution API (\d+\.\d+\.\d+)/.exec(refusal.message) ?? [];
	if (since !== undefined && compareVersions(version, since) < 0) {
		return { outcome: 'refused', reason: `needs Evolution API ${since}` };
	}
	const isMeant = ({ of, says }: Omit<Expected, 'reason'>) => of.test(name) && says.test(text);
	if (!isConnected && WITHOUT_PHONE.some(isMeant)) return { outcome: 'noPhone' };
	const expected = EXPECTED.find(isMeant);
	if (expected) return { outcome: 'refused', reason: expected.reason };
	return { outcome: 'failed', reason: text };
}
