import { ANA, BOSS, TEAM } from '../../../dev/wishes/day';
import type { NewWorkflow } from '../../../dev/n8n/types';
import {
	agent,
	byHand,
	code,
	does,
	either,
	every,
	flow,
	has,
	only,
	onMessage,
	reply,
	sendText,
	set,
	table,
	to,
	write,
	type Part,
} from './build';

/** An answer to a wish, and what is wrong with it; `true` if nothing is. */
type Answer = readonly [proposal: NewWorkflow, verdict: true | RegExp];

const NIGHT = '$now.hour >= 22 || $now.hour < 7';
const OPENS = reply('We open at 8');
const number = '={{ $json.number }}';
const inTable = (text: string, pacing: object = {}) => sendText(number, text, { pacing });
const prices = (pacing: object = {}) =>
	does('message/sendMedia', {
		recipient: to(number),
		mediaType: 'document',
		mediaSource: 'url',
		mediaUrl: 'https://example.com/prices.pdf',
		pacing,
	});
const ask = (recipient: string, message: string, more: object = {}) =>
	does('conversation/sendAndWait', { recipient: to(recipient), message, ...more });
const askBoss = ask(BOSS, 'Refund?');
const approved = only('$json.approved');
const started = "$('Start').item.json";
const onTheWay = reply('Your refund is on its way');
const wait = does('conversation/waitUntilQuiet');
const withPause = (minutes: number) => onMessage({ options: { pauseAfterOwnMessage: minutes } });
const toAgain = onMessage({ options: { pauseAfterOwnMessage: 0 } });
const heart = (emoji = '❤️') =>
	does('message/sendReaction', {
		recipient: to('={{ $json.chat }}'),
		messageId: '={{ $json.messageId }}',
		emoji,
	});
const ofGroups = onMessage({ filters: {} });
const withOwn = onMessage({ filters: { chatTypes: ['private'], ownMessages: true } });
const NINE = every({ field: 'days', triggerAtHour: 9 });
const meeting = sendText(TEAM, 'The meeting is at 10');
const STOP = { skipWhoWrote: { who: { words: 'STOP' } } };
const closed = 'We are closed tomorrow';
const size = (message = 'Which size?') =>
	ask(`={{ ${started}.chat }}`, message, { responseType: 'choice', choices: 'S\nM\nL' });
const mark = ask(`={{ $json.chat }}`, 'From 1 to 5?', { responseType: 'freeText' });
const where = does('message/sendLocation', {
	recipient: to('={{ $json.chat }}'),
	name: 'Bakery',
	address: 'Main street',
	latitude: -23.55,
	longitude: -46.63,
});
const FRIDAY = every({ field: 'weeks', triggerAtDay: [5], triggerAtHour: 16 });
const poll = does('message/sendPoll', {
	recipient: to(TEAM),
	question: 'Who has time on Saturday?',
	pollOptions: 'I have\nI have not',
});
const tellOrder = sendText(
	BOSS,
	`={{ ${started}.senderName }}, {{ ${started}.senderPhone }}: {{ ${started}.text }}`,
);
const urgent = sendText(TEAM, '={{ $json.senderName }}: {{ $json.text }}');
const caller = { name: '={{ $json.senderName }}', number: '={{ $json.senderPhone }}' };
const says = (expression: string) => `={{ ${expression} }}`;
const person: Part[] = [reply('Somebody will answer soon'), does('conversation/pause')];
const personFirst: Part[] = [does('conversation/pause'), reply('Somebody will answer soon')];

/** Five for each wish, in the order of the wishes. */
export const answers: ReadonlyArray<readonly Answer[]> = [
	[
		[flow(onMessage(), only(NIGHT), OPENS), true],
		[flow(onMessage(), either(NIGHT, []), sendText('={{ $json.chat }}', 'Back at 8')), true],
		[flow(onMessage(), OPENS), /at noon, nothing should go out/],
		[flow(onMessage(), only('$now.hour >= 22'), OPENS), /at 5:30, one message/],
		[flow(onMessage(), only('$now.hour >= 22 && $now.hour < 7'), OPENS), /at 23:10, one message/],
	],
	[
		[flow(byHand, table, prices({ skipSince: '24' })), true],
		[flow(byHand, table, prices()), /To Ana, who is in the sheet twice, one message/],
		[flow(byHand, table, inTable('The list')), /no node that does message\/sendMedia/],
		[flow(byHand, table, code, prices()), /nobody plays these nodes here: n8n-nodes-base.code/],
		[
			flow(byHand, table, prices({ skipSince: '24', gap: { between: { from: 30, to: 60 } } })),
			true,
		],
	],
	[
		[flow(onMessage(), only(has('refund')), askBoss, approved, onTheWay), true],
		[flow(onMessage(), only(has('refund')), askBoss, onTheWay), /says no, nothing should/],
		[
			flow(onMessage(), only(has('refund')), onTheWay),
			/no node that does conversation\/sendAndWait/,
		],
		[flow(onMessage(), askBoss, approved, onTheWay), /nobody wants a refund/],
		[
			flow(onMessage(), only(has('refund')), onTheWay, askBoss, approved),
			/Before the boss has answered, nothing/,
		],
	],
	[
		[flow(onMessage(), only(has('price')), reply('A cake costs 20 €')), true],
		[flow(onMessage(), reply('A cake costs 20 €')), /thank you, nothing/],
		[
			flow(onMessage(), only("$json.text.includes('price')"), reply('A cake costs 20 €')),
			/for the PRICE, one message/,
		],
		[flow(withOwn, only(has('price')), reply('A cake costs 20 €')), /the business itself writes/],
		[flow(onMessage(), only(has('price')), reply('A cake costs 30 €')), /should have 20/],
	],
	[
		[flow(onMessage(), wait, agent, reply()), true],
		[flow(onMessage(), wait, agent, reply('={{ $json.output }}')), true],
		[flow(onMessage(), agent, reply()), /no node that does conversation\/waitUntilQuiet/],
		[flow(onMessage(), wait, reply('Hello')), /should have \/\^AI/],
		[
			flow(onMessage(), agent, wait, reply('=AI: {{ $json.text }}')),
			/one message should go out, and it was nothing/,
		],
	],
	[
		[flow(withPause(60), reply('Hello')), true],
		[flow(withPause(90), reply('Hello')), true],
		[flow(onMessage(), reply('Hello')), /In the hour after you have answered/],
		[flow(withPause(1440), reply('Hello')), /Two hours later, one message/],
		[flow(withPause(1), reply('Hello')), /In the hour after you have answered/],
	],
	[
		[flow(toAgain, either(`!${has('person')}`, personFirst), agent, reply()), true],
		[flow(toAgain, either(`!${has('person')}`, person), agent, reply()), true],
		[
			flow(onMessage(), either(`!${has('person')}`, person), agent, reply()),
			/After the chat was handed/,
		],
		[
			flow(toAgain, either(`!${has('person')}`, []), agent, reply()),
			/no node that does conversation\/pause/,
		],
		[
			flow(toAgain, either(`!${has('person')}`, [does('conversation/pause')]), agent, reply()),
			/asks for a person, one message/,
		],
	],
	[
		[flow(onMessage(), only(has('urgent')), urgent), true],
		[flow(onMessage(), urgent), /When nothing is urgent, nothing/],
		[
			flow(onMessage(), only(has('urgent')), sendText(TEAM, '={{ $json.text }}')),
			/should have Ana/,
		],
		[flow(ofGroups, only(has('urgent')), urgent), /the team itself writes it, nothing/],
		[flow(onMessage(), only(has('urgent')), urgent, reply('We hurry')), /To the customer, nothing/],
	],
	[
		[flow(onMessage(), only("$json.kind === 'image'"), heart()), true],
		[flow(onMessage(), either("$json.kind !== 'image'", [heart()])), true],
		[flow(onMessage(), heart()), /A text should get no heart/],
		[
			flow(onMessage(), only("$json.kind === 'image'"), heart('👍')),
			/A picture should get a heart/,
		],
		[
			flow(onMessage(), only("$json.kind === 'image'"), reply('❤️')),
			/no node that does message\/sendReaction/,
		],
	],
	[
		[flow(byHand, table, inTable(closed, STOP)), true],
		[flow(byHand, table, inTable(closed)), /wrote "stop", nothing/],
		[
			flow(byHand, table, inTable(closed, { skipWhoWrote: { who: { words: 'END' } } })),
			/wrote "stop", nothing/,
		],
		[flow(byHand, table, inTable('Hello', STOP)), /should have \/closed/],
		[flow(byHand, inTable(closed, STOP)), /To Carla, one message/],
	],
	[
		[flow(NINE, meeting), true],
		[flow(every({ field: 'cronExpression', expression: '0 9 * * *' }), meeting), true],
		[flow(every({ field: 'days', triggerAtHour: 10 }), meeting), /At 9:00, one message/],
		[flow(every({ field: 'hours' }), meeting), /At noon|At 10:00/],
		[flow(NINE, sendText(TEAM, 'Good morning')), /should have \/meeting/],
	],
	[
		[flow(byHand, table, inTable('Happy new year!', { checkNumbers: true })), true],
		[flow(byHand, table, inTable('Happy new year!')), /fails: .*not on WhatsApp/i],
		[
			flow(byHand, table, inTable('Happy birthday!', { checkNumbers: true })),
			/should have \/new year/,
		],
		[
			flow(byHand, table, sendText(ANA, 'Happy new year!', { pacing: { checkNumbers: true } })),
			/To Carla, one message/,
		],
		[flow(byHand, inTable('Happy new year!')), /fails/],
	],
	[
		[
			flow(onMessage(), only(has('order')), size(), sendText(BOSS, '=Size {{ $json.choice }}')),
			true,
		],
		[
			flow(onMessage(), size(), sendText(BOSS, '=Size {{ $json.choice }}')),
			/When nobody orders, nothing/,
		],
		[
			flow(onMessage(), only(has('order')), size(), sendText(BOSS, 'A shirt')),
			/After the answer "m"/,
		],
		[
			flow(onMessage(), only(has('order')), sendText(BOSS, 'M')),
			/no node that does conversation\/sendAndWait/,
		],
		[
			flow(onMessage(), only(has('order')), size(), sendText(ANA, '={{ $json.choice }}')),
			/one message should/,
		],
	],
	[
		[flow(onMessage(), reply('Thank you')), true],
		[flow(ofGroups, only("$json.chatType === 'private'"), reply('Thank you')), true],
		[flow(ofGroups, reply('Thank you')), /in a group, nothing/],
		[flow(withOwn, reply('Thank you')), /you write yourself, nothing/],
		[flow(onMessage(), reply('Hello')), /should have \/thank/],
	],
	[
		[flow(onMessage(), only(has('\\?')), agent, reply('', { options: { quote: true } })), true],
		[
			flow(
				onMessage(),
				only(has('\\?')),
				agent,
				sendText(says(`${started}.chat`), '={{ $json.output }}', {
					options: { quotedMessageId: says(`${started}.messageId`) },
				}),
			),
			true,
		],
		[flow(onMessage(), only(has('\\?')), agent, reply()), /should quote/],
		[
			flow(onMessage(), agent, reply('', { options: { quote: true } })),
			/nothing is asked, nothing/,
		],
		[flow(onMessage(), only(has('\\?')), reply('Yes')), /should have \/\^AI/],
	],
	[
		[flow(onMessage(), only(has('where')), where), true],
		[flow(onMessage(), where), /When nobody asks, nothing/],
		[
			flow(onMessage(), only(has('where')), reply('Main street')),
			/no node that does message\/sendLocation/,
		],
		[
			flow(onMessage(), only(has('Where is it')), where),
			/one message should go out, and it was nothing/,
		],
		[flow(onMessage(), only(has('where')), where, reply('There')), /one message should go out/],
	],
	[
		[flow(onMessage(), only(has('order')), tellOrder, reply('Thank you')), true],
		[flow(onMessage(), only(has('order')), reply('Thank you'), tellOrder), true],
		[flow(onMessage(), only(has('order')), tellOrder), /To who orders, one message/],
		[flow(onMessage(), tellOrder, reply('Thank you')), /When nobody orders, nothing/],
		[
			flow(
				onMessage(),
				only(has('order')),
				sendText(BOSS, '={{ $json.text }}'),
				reply('Thank you'),
			),
			/should have Ana/,
		],
	],
	[
		[flow(onMessage(), only(has('call me')), set(caller), write), true],
		[flow(onMessage(), only(has('call me')), write), true],
		[flow(onMessage(), set(caller), write), /When nobody wants a call/],
		[flow(onMessage(), only(has('call me')), set({ name: caller.name }), write), /name and number/],
		[flow(onMessage(), only(has('call me')), reply('We call you')), /there should be 1 rows/],
	],
	[
		[flow(FRIDAY, poll), true],
		[flow(every({ field: 'cronExpression', expression: '0 16 * * 5' }), poll), true],
		[flow(every({ field: 'days', triggerAtHour: 16 }), poll), /On Monday, nothing/],
		[
			flow(every({ field: 'weeks', triggerAtDay: [4], triggerAtHour: 16 }), poll),
			/On Thursday, nothing/,
		],
		[flow(FRIDAY, sendText(TEAM, 'Who has time?')), /no node that does message\/sendPoll/],
	],
	[
		[
			flow(
				onMessage(),
				only(has('received')),
				mark,
				only('Number($json.text) < 3'),
				sendText(BOSS, '=Mark {{ $json.text }}'),
			),
			true,
		],
		[
			flow(onMessage(), only(has('received')), mark, sendText(BOSS, '=Mark {{ $json.text }}')),
			/After a 5, nothing/,
		],
		[
			flow(
				onMessage(),
				only(has('received')),
				mark,
				only('Number($json.text) < 2'),
				sendText(BOSS, '={{ $json.text }}'),
			),
			/After a 2, one message/,
		],
		[
			flow(onMessage(), only(has('received')), sendText(BOSS, '2')),
			/no node that does conversation\/sendAndWait/,
		],
		[
			flow(onMessage(), only('false'), mark, sendText(BOSS, '={{ $json.text }}')),
			/got the parcel, one message should go out, and it was nothing/,
		],
	],
];
