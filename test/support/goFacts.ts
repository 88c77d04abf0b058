import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Spec } from './factSchema';

const FOLDER = join(__dirname, '..', 'contract', 'facts', 'go');

const read = <Value>(file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Value;

/** What came out, in one of several shapes. */
interface Answered {
	/** 200, if nothing is said */
	readonly status?: number;
	/** `{message: "success"}`, alone */
	readonly success?: true;
	/** what lies in the envelope; null, if Go has nothing there */
	readonly data?: unknown;
	/** the whole body, without an envelope */
	readonly bare?: unknown;
	/** what was sent: chat, the server's name of the kind, and the message. `context: null` of what quotes nothing */
	readonly sent?: {
		readonly chat: string;
		readonly type: string;
		readonly message: unknown;
		readonly context?: null;
	};
}

export interface GoRouteFact extends Answered {
	/** `POST /send/text`, as gin writes it */
	readonly route: string;
	readonly key: 'global' | 'instance' | 'none';
	/** first version that has it, if later than 0.6.1 */
	readonly since?: string;
	/** only in code that no release has */
	readonly unreleased?: true;
	/** it takes a form as well */
	readonly form?: true;
	readonly body?: Spec;
	/** a body with which it works */
	readonly asks?: Readonly<Record<string, unknown>>;
	/** the type of that body, if `application/json` does not work */
	readonly as?: string;
	/** a body `null` is an empty one, where all others are none at all */
	readonly takesNull?: true;
	/** no answer ever comes */
	readonly hangs?: true;
	/** a page for browsers: where to find one */
	readonly page?: string;
	/** what comes out in versions before this one */
	readonly before?: Readonly<Record<string, Answered>>;
	/** bodies that are refused: which key is missing (or what is asked instead), the status and the words */
	readonly refusals?: ReadonlyArray<{
		readonly without?: string;
		readonly asks?: unknown;
		readonly as?: string;
		readonly status: number;
		readonly error: string;
	}>;
}

interface Common {
	readonly receiver: Spec;
	readonly refusals: Readonly<
		Record<
			string,
			{ status: number; error?: string; code?: string; text?: string; message?: string }
		>
	>;
}

export const goCommon = read<Common>('common.json');

const GROUPS = readdirSync(FOLDER).filter((file) => !['common.json', 'events.json'].includes(file));

export const goRouteFacts: GoRouteFact[] = GROUPS.flatMap((file) => read<GoRouteFact[]>(file));

/** A body with what all that send have in common. */
export function goBodySpec({ body }: GoRouteFact): Spec | undefined {
	if (body === undefined || typeof body === 'string' || !('...' in body)) return body;
	const own = Object.entries(body).filter(([key]) => key !== '...');
	return { ...(goCommon.receiver as object), ...Object.fromEntries(own) };
}

const ZERO = '0001-01-01T00:00:00Z';

/** `Info` of a message, as it is of every one that was sent. */
const infoOf = (chat: string, type: string) => ({
	Chat: chat,
	Sender: '5511900000001:12@s.whatsapp.net',
	IsFromMe: true,
	IsGroup: chat.endsWith('@g.us'),
	AddressingMode: '',
	SenderAlt: '',
	RecipientAlt: '',
	BroadcastListOwner: '',
	BroadcastRecipients: null,
	ID: '3EB0C0FFEE00C0FFEE01',
	ServerID: 0,
	Type: type,
	PushName: '',
	Timestamp: '2026-03-30T14:05:09.123456789-03:00',
	Category: '',
	Multicast: false,
	MediaType: '',
	Edit: '',
	MsgBotInfo: { EditType: '', EditTargetID: '', EditSenderTimestampMS: ZERO },
	MsgMetaInfo: {
		TargetID: '',
		TargetSender: '',
		TargetChat: '',
		DeprecatedLIDSession: null,
		ThreadMessageID: '',
		ThreadMessageSenderJID: '',
	},
	VerifiedName: null,
	DeviceSentMeta: null,
});

const NO_QUOTE = { stanzaID: '', participant: '', quotedMessage: { conversation: '' } };

/** The body of an answer. */
export function goAnswerOf(fact: Answered): unknown {
	if (fact.sent) {
		const { chat, type, message, context = NO_QUOTE } = fact.sent;
		const data = { Info: infoOf(chat, type), Message: message, MessageContextInfo: context };
		return { message: 'success', data };
	}
	if (fact.success) return { message: 'success' };
	return 'data' in fact ? { message: 'success', data: fact.data } : fact.bare;
}
