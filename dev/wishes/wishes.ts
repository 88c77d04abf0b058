import { ANA, BOSS, CARLA, NOBODY, TEAM, Unmet, type Day } from './day';
import { none, one, type Wish } from './wish';

// Twenty things that people ask for, each with the day that shows whether a workflow does them.

const TEXT = ['conversation/reply', 'message/sendText'];
const ASK = ['conversation/sendAndWait'];
const FACTS = 'The instance is "demo".';
const WITH_BOSS = `${FACTS} The boss has the number ${BOSS}.`;
const WITH_TABLE = `${FACTS} The sheet "Customers" has the columns name and number. Start it by hand.`;
const WITH_TEAM = `${FACTS} The group of the team is ${TEAM}.`;

/** A picture, one pixel large. */
const PIXEL = 'R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

const PEOPLE = [
	{ name: 'Ana', number: ANA },
	{ name: 'Carla', number: CARLA },
];

export const wishes: readonly Wish[] = [
	{
		says: {
			en: 'Answer customers at night that we open at 8',
			pt: 'Responda aos clientes à noite que abrimos às 8',
			es: 'Contesta a los clientes de noche que abrimos a las 8',
		},
		facts: `${FACTS} The night is from 22:00 to 7:00.`,
		contains: [TEXT],
		async play(day) {
			await day.writes(ANA, 'Are you open?');
			none(day, ANA, 'When somebody writes at noon');
			await day.at('23:10');
			await day.writes(ANA, 'Are you open now?');
			one(day, ANA, 'When somebody writes at 23:10', '8');
			await day.at('05:30');
			await day.writes(CARLA, 'Hello?');
			one(day, CARLA, 'When somebody writes at 5:30', '8');
		},
	},
	{
		says: {
			en: 'Send the price list to everyone in this sheet, but not twice',
			pt: 'Envie a lista de preços para todos desta planilha, mas não duas vezes',
			es: 'Envía la lista de precios a todos los de esta hoja, pero no dos veces',
		},
		facts: `${WITH_TABLE} The list is https://example.com/prices.pdf.`,
		contains: [['message/sendMedia', 'conversation/sendSequence']],
		async play(day) {
			day.rows = [...PEOPLE, { name: 'Ana again', number: '+55 (11) 98888-7777' }];
			await day.runByHand();
			one(day, ANA, 'To Ana, who is in the sheet twice', 'prices');
			one(day, CARLA, 'To Carla', 'prices');
			await day.runByHand();
			none(day, ANA, 'When it is run again');
			none(day, CARLA, 'When it is run again');
		},
	},
	{
		says: {
			en: 'Ask the boss before a refund, and tell the customer only if he agrees',
			pt: 'Pergunte ao chefe antes de um reembolso e avise o cliente só se ele concordar',
			es: 'Pregunta al jefe antes de un reembolso y avisa al cliente solo si acepta',
		},
		facts: `${WITH_BOSS} Customers write "refund". They are told "Your refund is on its way".`,
		contains: [ASK, TEXT],
		async play(day) {
			await day.writes(ANA, 'Hello');
			none(day, BOSS, 'When nobody wants a refund');
			await day.writes(ANA, 'I want a refund');
			one(day, BOSS, 'When a customer wants a refund');
			none(day, ANA, 'Before the boss has answered');
			day.answers[BOSS] = 'No';
			await day.writes(ANA, 'I want a refund');
			day.sent(BOSS);
			none(day, ANA, 'When the boss says no');
			day.answers[BOSS] = 'Yes';
			await day.writes(CARLA, 'A refund please');
			one(day, CARLA, 'When the boss says yes', /refund/i);
		},
	},
	{
		says: {
			en: 'When somebody asks for the price, say that a cake costs 20 €',
			pt: 'Quando alguém perguntar o preço, diga que um bolo custa 20 €',
			es: 'Cuando alguien pregunte el precio, di que una tarta cuesta 20 €',
		},
		facts: FACTS,
		contains: [TEXT],
		async play(day) {
			await day.writes(ANA, 'What is the PRICE of a cake?');
			one(day, ANA, 'When somebody asks for the PRICE', '20');
			await day.writes(ANA, 'Thank you');
			none(day, ANA, 'When somebody says thank you');
			await day.ownerWrites(ANA, 'The price is low');
			none(day, ANA, 'When the business itself writes of a price');
		},
	},
	{
		says: {
			en: 'Let AI answer, once, even if somebody writes in three short messages',
			pt: 'Deixe a IA responder uma só vez, mesmo que alguém escreva em três mensagens curtas',
			es: 'Que la IA responda una sola vez, aunque alguien escriba en tres mensajes cortos',
		},
		facts: FACTS,
		contains: [['conversation/waitUntilQuiet'], TEXT],
		async play(day) {
			const text = (one: string) => ({ from: ANA, kind: 'text', text: one });
			await day.together([text('Hi'), text('do you have'), text('carrot cake?')]);
			one(day, ANA, 'After three short messages', /^AI: /, 'Hi', 'carrot');
		},
	},
	{
		says: {
			en: 'Say hello to who writes, but leave a chat alone for an hour after I answer on my phone',
			pt: 'Diga olá a quem escreve, mas deixe a conversa por uma hora depois que eu responder no celular',
			es: 'Saluda a quien escribe, pero deja el chat una hora después de que yo conteste en mi móvil',
		},
		facts: FACTS,
		contains: [TEXT],
		async play(day) {
			await day.writes(ANA, 'Hi');
			one(day, ANA, 'When somebody writes');
			await day.ownerWrites(ANA, 'I am on it');
			none(day, ANA, 'When you answer on your phone');
			day.pass(45 * 60_000);
			await day.writes(ANA, 'Thanks!');
			none(day, ANA, 'In the hour after you have answered on your phone');
			await day.writes(CARLA, 'Hi');
			one(day, CARLA, 'In another chat');
			day.pass(2 * 3_600_000);
			await day.writes(ANA, 'Are you there?');
			one(day, ANA, 'Two hours later');
		},
	},
	{
		says: {
			en: 'Answer with AI, and hand over when somebody writes "person"',
			pt: 'Responda com IA e passe para uma pessoa quando alguém escrever "person"',
			es: 'Responde con IA y pasa a una persona cuando alguien escriba "person"',
		},
		facts: `${FACTS} Say that somebody will answer soon, and then nothing for some time.`,
		contains: [['conversation/pause'], TEXT],
		async play(day) {
			await day.writes(ANA, 'When do you open?');
			one(day, ANA, 'When somebody asks something', /^AI: /);
			await day.writes(ANA, 'I want a person');
			one(day, ANA, 'When somebody asks for a person', /^(?!AI)/);
			await day.writes(ANA, 'Hello?');
			none(day, ANA, 'After the chat was handed over');
			await day.writes(CARLA, 'Hello?');
			one(day, CARLA, 'In another chat', /^AI: /);
		},
	},
	{
		says: {
			en: 'Tell the team when somebody writes that it is urgent',
			pt: 'Avise a equipe quando alguém escrever que é urgente',
			es: 'Avisa al equipo cuando alguien escriba que es urgente',
		},
		facts: `${WITH_TEAM} Customers write "urgent". Say who it is.`,
		contains: [['message/sendText']],
		async play(day) {
			await day.writes(ANA, 'It is urgent: the cake fell down');
			one(day, TEAM, 'When something is urgent', 'cake', 'Ana');
			none(day, ANA, 'To the customer');
			await day.writes(CARLA, 'No hurry');
			none(day, TEAM, 'When nothing is urgent');
			await day.writes(CARLA, 'This is urgent', { chat: TEAM });
			none(day, TEAM, 'When the team itself writes it');
		},
	},
	{
		says: {
			en: 'Put a heart on every picture that customers send',
			pt: 'Ponha um coração em cada foto que os clientes enviam',
			es: 'Pon un corazón en cada foto que envían los clientes',
		},
		facts: FACTS,
		contains: [['message/sendReaction']],
		async play(day) {
			await day.writes(ANA, 'Look at this');
			if (day.reactions(ANA).length > 0) throw new Unmet('A text should get no heart.');
			await day.together([{ from: ANA, kind: 'image', caption: 'My cake', base64: PIXEL }]);
			if (!day.reactions(ANA).join().includes('❤'))
				throw new Unmet('A picture should get a heart.');
		},
	},
	{
		says: {
			en: 'Write to everyone in the sheet that we are closed tomorrow, but not to those who wrote STOP',
			pt: 'Escreva a todos da planilha que amanhã estamos fechados, menos a quem escreveu STOP',
			es: 'Escribe a todos los de la hoja que mañana cerramos, menos a quienes escribieron STOP',
		},
		facts: WITH_TABLE,
		contains: [['message/sendText']],
		async play(day) {
			day.rows = PEOPLE;
			await day.writes(ANA, 'stop');
			day.sent(ANA);
			await day.runByHand();
			none(day, ANA, 'To Ana, who wrote "stop"');
			one(day, CARLA, 'To Carla', /closed/i);
		},
	},
	{
		says: {
			en: 'Remind the team of the meeting every morning at 9',
			pt: 'Lembre a equipe da reunião toda manhã às 9',
			es: 'Recuerda al equipo la reunión cada mañana a las 9',
		},
		facts: WITH_TEAM,
		contains: [['message/sendText']],
		async play(day) {
			none(day, TEAM, 'At noon');
			await day.at('09:00');
			one(day, TEAM, 'At 9:00', /meeting/i);
			await day.at('10:00');
			none(day, TEAM, 'At 10:00');
			await day.at('09:00');
			one(day, TEAM, 'At 9:00 of the next day', /meeting/i);
		},
	},
	{
		says: {
			en: 'Wish everyone in the sheet a happy new year, and go on if a number is not on WhatsApp',
			pt: 'Deseje feliz ano novo a todos da planilha e continue se um número não estiver no WhatsApp',
			es: 'Desea feliz año a todos los de la hoja y sigue si un número no está en WhatsApp',
		},
		facts: WITH_TABLE,
		contains: [['message/sendText']],
		async play(day) {
			day.rows = [{ name: 'Dora', number: NOBODY }, ...PEOPLE];
			await day.runByHand();
			one(day, ANA, 'To Ana', /new year/i);
			one(day, CARLA, 'To Carla', /new year/i);
		},
	},
	{
		says: {
			en: 'Ask whoever orders for the size, S, M or L, and tell the boss which one',
			pt: 'Pergunte a quem pede o tamanho, S, M ou L, e diga ao chefe qual',
			es: 'Pregunta a quien pide la talla, S, M o L, y di al jefe cuál',
		},
		facts: `${WITH_BOSS} Customers write "order".`,
		contains: [ASK, ['message/sendText']],
		async play(day) {
			day.answers[ANA] = 'm';
			await day.writes(ANA, 'I want to order a shirt');
			one(day, ANA, 'When somebody orders', 'S', 'M', 'L');
			one(day, BOSS, 'After the answer "m"', /\bM\b/);
			await day.writes(ANA, 'Thank you');
			none(day, ANA, 'When nobody orders');
		},
	},
	{
		says: {
			en: 'Thank everybody who writes to us in private, never in groups',
			pt: 'Agradeça a todos que nos escrevem em particular, nunca em grupos',
			es: 'Da las gracias a todos los que nos escriben en privado, nunca en grupos',
		},
		facts: FACTS,
		contains: [TEXT],
		async play(day) {
			await day.writes(ANA, 'Hello', { chat: TEAM });
			none(day, TEAM, 'When somebody writes in a group');
			none(day, ANA, 'When somebody writes in a group');
			await day.writes(ANA, 'Hello');
			one(day, ANA, 'When somebody writes in private', /thank/i);
			await day.ownerWrites(ANA, 'You are welcome');
			none(day, ANA, 'When you write yourself');
		},
	},
	{
		says: {
			en: 'Answer questions, and show which message each answer is for',
			pt: 'Responda às perguntas e mostre a qual mensagem cada resposta se refere',
			es: 'Contesta las preguntas y muestra a qué mensaje responde cada una',
		},
		facts: `${FACTS} A question has a question mark. AI answers it.`,
		contains: [TEXT],
		async play(day) {
			await day.writes(ANA, 'Good morning');
			none(day, ANA, 'When nothing is asked');
			await day.writes(ANA, 'Do you have bread?');
			const { quoted } = one(day, ANA, 'When something is asked', /^AI: /);
			if (quoted === undefined) throw new Unmet('The answer should quote the question.');
		},
	},
	{
		says: {
			en: 'Send our address as a location when somebody asks where we are',
			pt: 'Envie nosso endereço como localização quando alguém perguntar onde estamos',
			es: 'Envía nuestra dirección como ubicación cuando alguien pregunte dónde estamos',
		},
		facts: `${FACTS} People write "where". We are at -23.55, -46.63.`,
		contains: [['message/sendLocation']],
		async play(day) {
			await day.writes(ANA, 'Where are you?');
			const { kind } = one(day, ANA, 'When somebody asks where you are');
			if (kind !== 'location') throw new Unmet(`It should be a location, and it was: ${kind}.`);
			await day.writes(ANA, 'Thanks');
			none(day, ANA, 'When nobody asks');
		},
	},
	{
		says: {
			en: 'Tell the boss of every order, with name and number, and confirm it to the customer',
			pt: 'Avise o chefe de cada pedido, com nome e número, e confirme ao cliente',
			es: 'Avisa al jefe de cada pedido, con nombre y número, y confírmalo al cliente',
		},
		facts: `${WITH_BOSS} Customers write "order".`,
		contains: [TEXT],
		async play(day) {
			await day.writes(ANA, 'I order two cakes');
			one(day, BOSS, 'When somebody orders', 'Ana', ANA, 'two cakes');
			one(day, ANA, 'To who orders');
			await day.writes(CARLA, 'How are you?');
			none(day, BOSS, 'When nobody orders');
			none(day, CARLA, 'To who does not order');
		},
	},
	{
		says: {
			en: 'Write down in the sheet who wants to be called back',
			pt: 'Anote na planilha quem quer que liguem de volta',
			es: 'Apunta en la hoja quién quiere que le llamen',
		},
		facts: `${FACTS} Customers write "call me". The sheet "Calls" has the columns name and number.`,
		contains: [],
		async play(day) {
			await day.writes(CARLA, 'Good morning');
			noteOf(day, 0, 'When nobody wants a call');
			await day.writes(ANA, 'Please call me');
			noteOf(day, 1, 'When somebody wants a call');
			const line = JSON.stringify(day.written);
			if (!line.includes('Ana') || !line.includes(ANA))
				throw new Unmet(`The row should have name and number, and it was ${line}.`);
		},
	},
	{
		says: {
			en: 'Ask the team every Friday at 16:00 in a poll who has time on Saturday',
			pt: 'Toda sexta às 16:00, pergunte à equipe em uma enquete quem tem tempo no sábado',
			es: 'Cada viernes a las 16:00, pregunta al equipo en una encuesta quién tiene tiempo el sábado',
		},
		facts: WITH_TEAM,
		contains: [['message/sendPoll']],
		async play(day) {
			for (const name of ['Monday', 'Tuesday', 'Wednesday', 'Thursday']) {
				await day.at('16:00');
				none(day, TEAM, `On ${name}`);
				day.pass(3_600_000);
			}
			await day.at('16:00');
			const { kind } = one(day, TEAM, 'On Friday at 16:00');
			if (kind !== 'poll') throw new Unmet(`It should be a poll, and it was: ${kind}.`);
		},
	},
	{
		says: {
			en: 'Ask for a mark from 1 to 5 when somebody got the parcel, and tell the boss if it is 1 or 2',
			pt: 'Peça uma nota de 1 a 5 quando alguém recebeu o pacote e avise o chefe se for 1 ou 2',
			es: 'Pide una nota de 1 a 5 cuando alguien recibió el paquete y avisa al jefe si es 1 o 2',
		},
		facts: `${WITH_BOSS} Customers write "received".`,
		contains: [ASK, ['message/sendText']],
		async play(day) {
			for (const [number, mark] of [
				[ANA, '2'],
				[CARLA, '5'],
			] as const) {
				day.answers[number] = mark;
			}
			await day.writes(CARLA, 'I have received the parcel');
			one(day, CARLA, 'When somebody got the parcel', '5');
			none(day, BOSS, 'After a 5');
			await day.writes(ANA, 'received, thanks');
			day.sent(ANA);
			one(day, BOSS, 'After a 2', '2');
		},
	},
];

/** So many rows were written. */
function noteOf(day: Day, count: number, when: string): void {
	if (day.written.length === count) return;
	throw new Unmet(
		`${when}, there should be ${count} rows in the sheet, and there are ${day.written.length}.`,
	);
}
