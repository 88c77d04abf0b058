import type { Json } from '../../core/data';
import { isObject } from '../../core/values';

// The simulated WhatsApp stores messages with the field names of Evolution API's library. Go's library uses other names:
// some have more capitals. If a field is one of several kinds (Protobuf's oneof), Go nests it in an extra object.

const NAMES: Record<string, string> = {
	url: 'URL',
	fileSha256: 'fileSHA256',
	fileEncSha256: 'fileEncSHA256',
	jpegThumbnail: 'JPEGThumbnail',
	ptt: 'PTT',
	stanzaId: 'stanzaID',
	mentionedJid: 'mentionedJID',
	remoteJid: 'remoteJID',
	groupJid: 'groupJID',
	rowId: 'rowID',
	selectedRowId: 'selectedRowID',
	selectedId: 'selectedID',
	selectedButtonId: 'selectedButtonID',
	buttonId: 'buttonID',
	senderTimestampMs: 'senderTimestampMS',
	timestampMs: 'timestampMS',
	paramsJson: 'paramsJSON',
	buttonParamsJson: 'buttonParamsJSON',
	messageParamsJson: 'messageParamsJSON',
	encIv: 'encIV',
	sourceId: 'sourceID',
	sourceUrl: 'sourceURL',
};

/** Go puts a oneof's field into an object: `nativeFlowMessage` becomes `InteractiveMessage: { NativeFlowMessage }`. */
const ONE_OF: Record<string, readonly [holder: string, name: string]> = {
	nativeFlowMessage: ['InteractiveMessage', 'NativeFlowMessage'],
	carouselMessage: ['InteractiveMessage', 'CarouselMessage'],
	nativeFlowResponseMessage: ['InteractiveResponseMessage', 'NativeFlowResponseMessage'],
};

/** Fields that belong to a oneof only within a certain object: `imageMessage` in `header`, for example. */
const ONE_OF_IN: Record<string, Record<string, readonly [holder: string, name: string]>> = {
	header: {
		imageMessage: ['Media', 'ImageMessage'],
		videoMessage: ['Media', 'VideoMessage'],
	},
	buttonsMessage: {
		imageMessage: ['Header', 'ImageMessage'],
		videoMessage: ['Header', 'VideoMessage'],
	},
	buttonsResponseMessage: { selectedDisplayText: ['Response', 'SelectedDisplayText'] },
};

/** Fields that the server doesn't send: WhatsApp encrypts the chosen options in a poll's `vote`. */
const SECRET: Record<string, readonly string[]> = { vote: ['selectedOptions'] };

/** Tells whether a field contains a message's key: there, Go's library writes `id` as `ID`. */
const isKey = (part: string) => part === 'key' || part.endsWith('MessageKey');

const isLong = (value: Json) => 'low' in value && 'unsigned' in value;

/** Stored keys may also have fields that Evolution Go doesn't send, such as `addressingMode`. */
const KEY_FIELDS = ['remoteJid', 'fromMe', 'id', 'participant'];

function entriesOf(value: Json, part: string): Array<[string, unknown]> {
	const entries = Object.entries(value).filter(([, entry]) => {
		const isNothing = entry === undefined || (Array.isArray(entry) && entry.length === 0);
		return !isNothing;
	});
	if (isKey(part)) return entries.filter(([key]) => KEY_FIELDS.includes(key));
	return entries.filter(([key]) => !SECRET[part]?.includes(key));
}

function goObject(value: Json, part: string): Json {
	const result: Json = {};
	for (const [key, entry] of entriesOf(value, part)) {
		const converted = goValue(entry, key);
		const oneOf = ONE_OF_IN[part]?.[key] ?? ONE_OF[key];
		if (oneOf) result[oneOf[0]] = { [oneOf[1]]: converted };
		else if (key === 'id' && isKey(part)) result.ID = converted;
		else result[NAMES[key] ?? key] = converted;
	}
	return result;
}

function goValue(value: unknown, part: string): unknown {
	if (Buffer.isBuffer(value)) return value.toString('base64');
	if (Array.isArray(value)) return value.map((one) => goValue(one, part));
	if (!isObject(value)) return value;
	return isLong(value) ? value.low : goObject(value, part);
}

/** Converts a WhatsApp message to Go's JSON: bytes as Base64, long integers as plain numbers, without empty lists. */
export const toGo = (message: Json): Json => goObject(message, '');
