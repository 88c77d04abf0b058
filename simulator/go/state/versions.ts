import { type Config, isVersion } from '../../state/config';

// Differences between the releases of Evolution Go. Each `source` is a line in the release that brought the difference:
// commit 182a719 (0.6.1), fdf6123 (0.7.0), 0f9ef30 (0.7.1) or 9337afc (0.7.2) of cesar-carlos/evolution-go. Abbreviations:
// `W` for pkg/whatsmeow/service/whatsmeow.go, `S` for pkg/sendMessage/service/send_service.go,
// `MS` for pkg/message/service/message_service.go, `I` for pkg/instance/service/instance_service.go,
// `WM` for the WhatsApp library of 0.7.2 (tulir/whatsmeow b572e5b).

interface Difference {
	readonly since: string;
	readonly what: string;
	readonly source: string;
}

const DIFFERENCES = {
	carousel: {
		since: '0.7.0',
		what: 'POST /send/carousel',
		source: 'routes.go:124, S:2358',
	},
	statuses: {
		since: '0.7.0',
		what: 'POST /send/status/text and /send/status/media',
		source: 'routes.go:125–126, S:2604–2698',
	},
	base64Files: {
		since: '0.7.0',
		what: 'the url of /send/media may be Base64; what is none of it is refused with 400',
		source: 'send_handler.go:263–266',
	},
	formContext: {
		since: '0.7.0',
		what: 'a form of /send/media may quote and mention',
		source: 'send_handler.go:181',
	},
	edits: {
		since: '0.7.0',
		what: '/message/edit sends a kind of text that phones accept, and answers with a real time',
		source: 'MS:412–425',
	},
	plainInteractive: {
		since: '0.7.0',
		what: 'buttons and lists are sent without the envelope of messages that can be seen once; lists bring an event, and no client is started for them first',
		source: 'S:1590–1770, :1851–1916; 0.7.1 S:1769–1872, :2003–2010',
	},
	chatWords: {
		since: '0.7.0',
		what: 'who asked for GROUP or NEWSLETTER alone gets messages and receipts of these, too',
		source: 'W:2020–2074',
	},
	buttonClicks: {
		since: '0.7.0',
		what: 'ButtonClick beside the Message of each answer to buttons and lists, for BUTTON_CLICK and for MESSAGE',
		source: 'W:1517–1606, :2125',
	},
	movingStickers: {
		since: '0.7.0',
		what: 'a sticker that cannot be decoded is told all the same',
		source: 'W:1351–1366',
	},
	proxyProtocol: {
		since: '0.7.0',
		what: 'proxies have a protocol, which the port decides where nobody says it',
		source: 'instance_handler.go:453, I:158, utils.go:260',
	},
	passkeys: {
		since: '0.7.2',
		what: 'linking with a passkey: /passkey-ceremony/…, and the keys passkey… of /instance/qr',
		source: 'pkg/passkey, I:457, W:1029',
	},
	jsonQr: {
		since: '0.7.2',
		what: '/instance/qr answers with qrcode and code, before with Qrcode and Code',
		source: 'I:92',
	},
	quietStatus: {
		since: '0.7.2',
		what: '/instance/status starts no client, and is never 400',
		source: 'I:386',
	},
	pairErrors: {
		since: '0.7.2',
		what: '/instance/pair starts a client, and says what went wrong; before, that is an empty code',
		source: 'I:512–545; 0.7.1 I:465',
	},
	presentQrSettings: {
		since: '0.7.2',
		what: 'QR events go to the present webhook, before to that of the start of the client',
		source: 'W:772, :838',
	},
	endlessQrCodes: {
		since: '0.7.2',
		what: 'a client that waits for a phone can be ended: after its last QR code, told by QRTimeout also without a limit, by a log-out, and then it starts again; before, with a limit it is gone, and without one nothing is told of that',
		source: 'W:742, :789, :816, :629; 0.7.1 W:551–636, :688, I:355',
	},
	reactionIds: {
		since: '0.7.2',
		what: 'a reaction has an ID of its own; before, it had that of its target, and WhatsApp drops it',
		source: 'MS:194, :213; 0.7.1 MS:178',
	},
	canonicalJids: {
		since: '0.7.2',
		what: 'reactions, typing and receipts go to a number without its plus sign',
		source: 'MS:155, :182, :244, :325',
	},
	typingDelay: {
		since: '0.7.2',
		what: '/message/presence makes the account available, and keeps "composing" up for "delay" ms (60,000 at most)',
		source: 'MS:59, :258, :274–302',
	},
	markPlayed: {
		since: '0.7.2',
		what: 'POST /message/markplayed',
		source: 'routes.go:154, MS:336',
	},
	groupSettings: {
		since: '0.7.2',
		what: 'POST /group/settings',
		source: 'routes.go:189, group_service.go:469',
	},
	receivedStatus: {
		since: '0.7.2',
		what: '/message/status knows messages that came, as "Received", with their referral',
		source: 'W:1628, message_model.go',
	},
	referral: {
		since: '0.7.2',
		what: 'data.referral of a Message that came from an advertisement',
		source: 'W:1269, :1366, referral.go',
	},
	peopleEvents: {
		since: '0.7.2',
		what: 'the words PICTURE and USER_ABOUT, with Picture and UserAbout',
		source: 'W:2024, :2240–2249; event_types.go:19',
	},
	wrappedInteractive: {
		since: '0.7.2',
		what: 'buttons and lists in the envelope of documents with a caption, with event, quote, pictures and videos; parameters of buttons are real JSON',
		source: 'S:1776–2087, :2295–2339, :2472–2512',
	},
	forwarding: {
		since: '0.7.2',
		what: 'forwardingScore of /send/text and /send/media (in JSON)',
		source: 'S:89, :119, :2560',
	},
	thumbnails: {
		since: '0.7.2',
		what: 'pictures are sent with a thumbnail (documents only where the server has pdftoppm)',
		source: 'S:1045, :1345, :3268',
	},
	lidLookUp: {
		since: '0.7.2',
		what: 'of a number that is not on WhatsApp, the library says that it has no LID (of accounts that were migrated to LIDs; before 0.7.2 the library was not read)',
		source: 'WM send.go:325–340',
	},
} as const satisfies Record<string, Difference>;

export type GoDifference = keyof typeof DIFFERENCES;

export const has = (config: Config, difference: GoDifference): boolean =>
	isVersion(config.version, DIFFERENCES[difference].since);
