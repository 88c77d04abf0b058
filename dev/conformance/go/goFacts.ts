/** Facts about Evolution Go (routes and answers), from test/contract/facts/go/. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(__dirname, '../../../test/contract/facts/go');

export const readGo = <Value>(file: string) =>
	JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as Value;

export interface GoAnswered {
	/** 200 if it's missing */
	readonly status?: number;
	/** the body is only `{message: "success"}` */
	readonly success?: true;
	/** content of the key `data`; null if Go writes null */
	readonly data?: unknown;
	/** the whole body, if it has no `message` and `data` */
	readonly bare?: unknown;
	/** the sent message, with a type such as `ExtendedTextMessage`. `context: null` means that the message quotes nothing */
	readonly sent?: {
		readonly chat: string;
		readonly type: string;
		readonly message: unknown;
		readonly context?: null;
	};
}

export interface GoFact extends GoAnswered {
	/** `POST /send/text`, with parameters as gin (Go's web framework) writes them */
	readonly route: string;
	/** first version with this route, if later than 0.6.1 */
	readonly since?: string;
	/** path of a page for browsers, which has no JSON answer */
	readonly page?: string;
	/** answers of older versions: the one at `'0.7.0'` is for versions before 0.7.0 */
	readonly before?: Readonly<Record<string, GoAnswered>>;
	readonly or?: readonly GoAnswered[];
}

const NO_ROUTES = ['common.json', 'events.json'];

export const readGoFacts = <Fact extends GoFact>(): Fact[] =>
	readdirSync(FOLDER)
		.filter((file) => !NO_ROUTES.includes(file))
		.flatMap((file) => readGo<Fact[]>(file));

const ZERO = '0001-01-01T00:00:00Z';

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

export function goAnswerOf(fact: GoAnswered): unknown {
	if (fact.sent) {
		const { chat, type, message, context = NO_QUOTE } = fact.sent;
		const data = { Info: infoOf(chat, type), Message: message, MessageContextInfo: context };
		return { message: 'success', data };
	}
	if (fact.success) return { message: 'success' };
	return 'data' in fact ? { message: 'success', data: fact.data } : fact.bare;
}
