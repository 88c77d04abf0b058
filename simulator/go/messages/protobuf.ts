import type { Json } from '../../core/data';
import { isObject } from '../../core/values';

// The simulated WhatsApp keeps messages with the names of Evolution API's library. Go's has the same messages under names
// of its own: some in capitals, and what is one of several kinds lies in an object more.

/** Names that differ. */
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

/** What is one of several: in which object it lies, and its name there. */
const ONE_OF: Record<string, readonly [holder: string, name: string]> = {
	nativeFlowMessage: ['InteractiveMessage', 'NativeFlowMessage'],
	carouselMessage: ['InteractiveMessage', 'CarouselMessage'],
	nativeFlowResponseMessage: ['InteractiveResponseMessage', 'NativeFlowResponseMessage'],
};

/** One of several whose name means something else elsewhere: by the part that it stands in. */
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

/** Of a vote nobody but its sender and who made the poll can read what was chosen. */
const SECRET: Record<string, readonly string[]> = { vote: ['selectedOptions'] };

/** The key of a message has its id in capitals, everything else that has one does not. */
const isKey = (part: string) => part === 'key' || part.endsWith('MessageKey');

const isLong = (value: Json) => 'low' in value && 'unsigned' in value;

/** Of the keys of messages as they are kept, these are of the other library alone. */
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

/** A message of WhatsApp in Go's JSON: bytes as Base64, numbers as numbers, empty lists left out. */
export const toGo = (message: Json): Json => goObject(message, '');
