import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import { EvolutionApiTrigger } from '../../nodes/EvolutionApi/EvolutionApiTrigger.node';

const ROOT = path.join(__dirname, '..', '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const PAGE = read('docs/limits.md').split('\n');

/** A number of the code: `const NAME = 30 * 60_000` there, or `name` in an object. Most are private to their file. */
function constant(file: string, name: string): number {
	const code = read(`nodes/EvolutionApi/${file}`);
	const [key, inner] = name.split('.');
	const [, value = ''] = new RegExp(`const ${key}\\b[^=]*= ([^;]+);`).exec(code) ?? [];
	const [, product = value] = new RegExp(`\\b${inner}: ([^,}]+)`).exec(value) ?? [];
	const number = product
		.split('*')
		.map((factor) => (/^\s*MB\s*$/.test(factor) ? 2 ** 20 : Number(factor.replace(/_/g, ''))))
		.reduce((one, other) => one * other, 1);
	if (Number.isNaN(number)) throw new Error(`${file} has no number ${name}`);
	return number;
}

type Option = NonNullable<INodeProperties['options']>[number];
const innerOf = (option: Option): INodeProperties[] =>
	'values' in option
		? (option as INodePropertyCollection).values
		: 'type' in option
			? [option]
			: [];
const withInner = (field: INodeProperties): INodeProperties[] => [
	field,
	...(field.options ?? []).flatMap(innerOf).flatMap(withInner),
];
const FIELDS = [new EvolutionApi(), new EvolutionApiTrigger()].flatMap(({ description }) =>
	description.properties.flatMap(withInner),
);

/** What the editor allows. */
function bounds(name: string): [number, number] {
	const { minValue, maxValue } =
		FIELDS.find((field) => field.name === name && field.typeOptions?.maxValue !== undefined)
			?.typeOptions ?? {};
	if (minValue === undefined || maxValue === undefined) throw new Error(`${name} has no bounds`);
	return [minValue, maxValue];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const KB = 1024;
const MB = 1024 * KB;

const SETTINGS = 'core/pacing/pacingSettings.ts';
const REQUEST = 'core/server/request.ts';
const TIME_LIMIT = 'core/http/timeLimit.ts';

/** Beginning of the row, and the numbers that it must have, in this order. */
const ROWS: ReadonlyArray<readonly [string, ...number[]]> = [
	['Length of a message', constant('fields/longText.ts', 'LONGEST_MESSAGE')],
	['Messages of a split text', constant('fields/longText.ts', 'MOST_MESSAGES')],
	['Messages of a sequence', constant('operations/conversation/shared/steps.ts', 'MOST_STEPS')],
	['*Pause Before (Seconds)*', ...bounds('pauseSeconds')],
	['*Delay (Seconds)*', ...bounds('delaySeconds')],
	['*Duration (Seconds)*', ...bounds('durationSeconds')],
	['"typing…"', constant('core/pacing/gaps.ts', 'LONGEST_TYPING_MS') / SECOND],
	[
		'Buttons of a message',
		constant('operations/message/shared/buttonsField.ts', 'MAX_REPLY_BUTTONS'),
		constant('operations/message/sendButtons.ts', 'MOST_OTHERS'),
	],
	[
		'Cards of a carousel',
		constant('operations/message/sendCarousel.ts', 'MOST_CARDS'),
		constant('operations/message/sendCarousel.ts', 'MOST_BUTTONS'),
	],
	[
		'Options of a poll',
		constant('fields/sendAs.ts', 'POLL.min'),
		constant('fields/sendAs.ts', 'POLL.max'),
	],
	[
		'Digits of a phone number',
		constant('fields/recipient.ts', 'PHONE_DIGITS.min'),
		constant('fields/recipient.ts', 'PHONE_DIGITS.max'),
	],
	['Characters of a number', constant('operations/message/sendContact.ts', 'SHORTEST_NUMBER')],
	['*Gap*', constant(SETTINGS, 'LONGEST_SECONDS')],
	['*Recipients at Once*', ...bounds('recipientsAtOnce')],
	['*Skip if Sent Since*', constant(SETTINGS, 'LONGEST_HOURS')],
	[
		'Numbers in a request',
		constant('core/server/evolutionApi/whatsappNumbers.ts', 'NUMBERS_IN_REQUEST'),
	],
	['*Speed → Gap', ...bounds('gapSeconds')],
	['Members in a request', constant('operations/group/updateParticipants.ts', 'LARGEST_REQUEST')],
	['File from', constant('core/input/inputFile.ts', 'CHUNK_SIZE') / KB],
	['… with *Delay*', constant('fields/media.ts', 'LARGEST_IN_JSON') / MB],
	[
		'File that is downloaded',
		Math.floor((constant('core/http/answerBody.ts', 'MAX_ANSWER_BYTES') / MB) * 0.75),
	],
	['*Media Storage', 1, constant('operations/mediaStorage/getUrl.ts', 'LONGEST_SECONDS')],
	['Tries of a request', constant(REQUEST, 'MAX_TRIES')],
	[
		'Pause before another try',
		constant(REQUEST, 'FIRST_PAUSE_MS') / SECOND,
		1,
		constant(REQUEST, 'LONGEST_PAUSE_MS') / SECOND,
	],
	['Time for a send', constant(TIME_LIMIT, 'TIMEOUT_MS.neverAfterSent') / SECOND],
	['Time for anything else', constant(TIME_LIMIT, 'TIMEOUT_MS.always') / SECOND],
	['… to send a file', constant(TIME_LIMIT, 'UPLOAD_BYTES_PER_MS')],
	['… for a large answer', constant(TIME_LIMIT, 'ANSWER_BYTES_PER_MS')],
	[
		'Reads at the same time',
		constant('core/run/atOnce.ts', 'REQUESTS_AT_ONCE'),
		...bounds('requestsAtOnce'),
	],
	['Entries that a list', constant('pickers/picker.ts', 'MAX_SHOWN')],
	['Time for the test', constant('pickers/credentialTest.ts', 'TIMEOUT_MS') / SECOND],
	['*Instance → Connect*', constant('operations/instance/connect.ts', 'TRIES')],
	[
		'Workflows on one instance',
		200,
		constant('hub/codec.ts', 'MAX_HUB_BYTES') / KB,
		constant('core/server/evolutionGo/goWebhook.ts', 'ADDRESS_ROOM') / KB,
	],
	[
		'Clock of the server',
		constant('hub/jwt.ts', 'AHEAD_S') / 60,
		constant('hub/jwt.ts', 'REDELIVERED_S') / 60,
	],
	[
		'Passing an event on',
		constant('hub/forward.ts', 'TOTAL_MS') / SECOND,
		constant('hub/forward.ts', 'AT_ONCE'),
	],
	[
		'… to one of them',
		4,
		constant('hub/forward.ts', 'TRY_MS') / SECOND,
		constant('hub/forward.ts', 'SICK_MS') / SECOND,
	],
	['A workflow that cannot be reached', constant('hub/health.ts', 'PATIENCE_MS') / MINUTE],
	['… that receives through', constant('trigger/channel/socketRegistration.ts', 'LISTED_DAYS')],
	[
		'A workflow that is switched off',
		constant('trigger/channel/repairRegistration.ts', 'IN_TRANSIT_MS') / SECOND,
	],
	['Looking up the key', constant('trigger/channel/authenticate.ts', 'KEY_CHECK_MS') / SECOND],
	['*Catch Up Hours*', ...bounds('catchUpHours')],
	[
		'Executions that catching up starts',
		constant('trigger/start/turns.ts', 'AT_ONCE'),
		constant('trigger/start/turns.ts', 'LONG_MS') / SECOND,
	],
	[
		'*Collect for (Seconds)*',
		...bounds('collectSeconds'),
		constant('trigger/start/collect.ts', 'MAX_ITEMS'),
		constant('trigger/start/collect.ts', 'MAX_BYTES') / MB,
	],
	[
		'Executions at a time, through WebSocket',
		constant('trigger/start/turns.ts', 'SOCKET_AT_ONCE'),
		constant('trigger/start/turns.ts', 'SOCKET_LONG_MS'),
	],
	[
		'Pause before n8n connects again',
		constant('socket/socketConnection.ts', 'FIRST_PAUSE_MS') / SECOND,
		constant('socket/socketConnection.ts', 'LONGEST_PAUSE_MS') / SECOND,
		constant('socket/socketConnection.ts', 'LASTING_MS') / SECOND,
		constant('socket/socketConnection.ts', 'LONGEST_ASKED_MS') / MINUTE,
	],
	['*Take-Over Pause', ...bounds('pauseAfterOwnMessage')],
	['*Pause for (Minutes)*', ...bounds('pauseMinutes')],
	[
		'*No Answer for (Hours)*',
		constant('trigger/settings/silenceInput.ts', 'MOST_STAGES'),
		constant('trigger/settings/silenceInput.ts', 'LONGEST_HOURS'),
	],
	['Messages that *No Answer*', constant('trigger/silence/lookForSilence.ts', 'MOST_READ')],
	['Ends of a silence', constant('trigger/memory/silenceMemory.ts', 'MOST_ENDED')],
	['Chats that a workflow leaves', constant('trigger/takeOver/takeOvers.ts', 'MAX_CHATS')],
	['Fields of a form', 1, constant('wait/form/formDefinition.ts', 'MOST_FIELDS')],
	['Options of a field of a form', constant('wait/form/formDefinition.ts', 'MOST_OPTIONS')],
	[
		'*Limit Wait Time*',
		constant('wait/waitLimit.ts', 'AMOUNT.min'),
		constant('wait/waitLimit.ts', 'AMOUNT.max'),
	],
	['*When Not Understood', ...bounds('maxTimes')],
	['Executions that are offered', constant('hub/waits.ts', 'AT_ONCE')],
	['An execution that cannot be reached', constant('hub/health.ts', 'WAIT_PATIENCE_MS') / HOUR],
	['*Silence (Seconds)*', ...bounds('quietSeconds')],
	[
		'What *Wait Until Quiet* knows',
		constant('trigger/memory/writtenLately.ts', 'KEPT_MS') / MINUTE / 60,
		constant('trigger/memory/writtenLately.ts', 'MOST_MESSAGES'),
	],
	['*Longest Wait (Seconds)*', ...bounds('longestSeconds')],
	['*Look Back (Hours)*', ...bounds('lookBackHours')],
	['Answer of the server', constant('core/http/answerBody.ts', 'MAX_ANSWER_BYTES') / MB],
	['Answer through WebSocket', constant('socket/askSocket.ts', 'MAX_BYTES') / MB],
	[
		'Files that the trigger downloads',
		constant('trigger/items/mediaTurns.ts', 'MAX_FILES'),
		constant('trigger/items/mediaTurns.ts', 'MAX_BYTES') / MB,
	],
	['Missed messages', constant('trigger/missed/written.ts', 'MANY')],
	['Events that wait for the workflow', constant('trigger/channel/hearSocket.ts', 'MAX_WAITING')],
	[
		'Events that were taken',
		constant('hub/memory.ts', 'KEPT_EVENTS'),
		constant('hub/memory.ts', 'KEPT_MS') / MINUTE,
		constant('hub/memory.ts', 'MAX_STORED'),
		constant('trigger/save/saveTaken.ts', 'MAX_STORED_EACH'),
		constant('trigger/save/saveTaken.ts', 'MAX_STORED_TOGETHER'),
		constant('trigger/save/saveTaken.ts', 'MIN_STORED_EACH'),
	],
	['Instances of a trigger', constant('trigger/active/settle.ts', 'AT_ONCE')],
];

/** What is after the name of the limit, in every row that begins so. */
const rowsOf = (beginning: string) =>
	PAGE.filter((line) => line.startsWith(`| ${beginning}`)).map((line) => line.split('|').slice(2));
const numbersIn = (text: string) =>
	[...text.matchAll(/\d[\d,]*(?:\.\d+)?/g)].map(([number]) => Number(number.replace(/,/g, '')));

describe('The page of limits', () => {
	it.each(ROWS.map(([beginning, ...numbers]) => ({ beginning, numbers })))(
		'says of "$beginning" what the code says',
		({ beginning, numbers }) => {
			const rows = rowsOf(beginning);
			expect(rows).toHaveLength(1);
			const found = numbersIn(rows.join(' '));
			expect(found.slice(0, numbers.length)).toEqual(numbers);
		},
	);
});
