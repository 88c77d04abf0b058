import { findLabel } from '../../../../nodes/EvolutionApi/wait/findLabel';

const MENU = ['Agendar', 'Resultados', 'Falar com atendente'];
const YES_OR_NO = ['Yes', 'No'];

interface Asked {
	readonly synonyms?: readonly string[][];
	readonly showsNumbers?: boolean;
	readonly isApproval?: boolean;
}

/** The label that the text chooses. */
function chosen(text: string, labels: readonly string[] = MENU, asked: Asked = {}) {
	const shown = { showsNumbers: true, isApproval: false, ...asked };
	return labels[findLabel(text, { labels, ...shown }) ?? -1];
}

describe('An answer that names the second choice is taken:', () => {
	it.each([
		['signs of numbers', ['❷', '➁', '➋', '⓶', 'Ⅱ', 'ⅱ', '②', '2️⃣', '二', '㈡', '२', '*2*', '`2`']],
		['brackets and stops', ['2)', '[2]', '2.', '2..', '#2', '2ª', '2°', '2 👍', '✅ 2', '> 2']],
		['the sign for number', ['nº 2', 'N° 2', 'n.º2', 'No. 2', 'option no 2', 'opção número 2']],
		['the word behind', ['2 number', '2nd option', '2ª opção', '2nd one', 'second option']],
		['English', ['it is 2', "it's 2", 'It’s number 2', 'my answer is 2', 'I choose option 2']],
		[
			'English with an article',
			['the second one', 'I want the second one', "I'll go with number 2"],
		],
		['Portuguese', ['quero a 2', 'é a 2', 'eh a 2', 'pode ser a 2', 'escolho 2', 'fico com a 2']],
		[
			'Portuguese words',
			['o segundo', 'a segunda opção', 'quero a opção dois', 'minha resposta é 2'],
		],
		['Spanish', ['quiero la 2', 'es la 2', 'elijo la segunda', 'la opción dos', 'la dos']],
		['Hindi', ['दूसरा', 'दो', 'dusra', 'विकल्प 2', '2 ji']],
		[
			'a greeting',
			['ok 2', 'Ok, 2!', 'oi, 2', 'Bom dia, quero a 2', 'Hello, option 2', 'hola la 2'],
		],
		[
			'politeness',
			['2 por favor', '2, muito obrigado', '2 please sir', 'por favor, a 2', '2 ok', '2, pfv'],
		],
		[
			'number and label',
			['2resultados', '2=Resultados', '2 Resultados', 'Resultados (2)', 'resultados - 2'],
		],
		[
			'the label in a sentence',
			['quero resultados', 'ok, Resultados', 'Oi! Resultados, por favor'],
		],
	])('%s', (_how, texts) => {
		expect(texts.map((text) => [text, chosen(text)])).toEqual(
			texts.map((text) => [text, 'Resultados']),
		);
	});

	it.each(['the last one', 'last', 'o último', 'a última opção', 'quiero la última', 'la ultima'])(
		'%s names the last',
		(text) => {
			expect(chosen(text)).toBe('Falar com atendente');
		},
	);

	it.each([
		['1yes', 'Yes'],
		['yes 1', 'Yes'],
		['2. no', 'No'],
		['no 2', 'No'],
		['ok yes', 'Yes'],
		['ok, no', 'No'],
		['No, thank you so much', 'No'],
		['it is 1', 'Yes'],
	])('of Yes and No: %s', (text, label) => {
		expect(chosen(text, YES_OR_NO)).toBe(label);
	});

	it.each([
		['email', 'E-mail'],
		['e mail', 'E-mail'],
		['wifi', 'Wi-Fi'],
		['segunda feira', 'Segunda-feira'],
	])('a label with its parts written apart: %s', (text, label) => {
		expect(chosen(text, ['Fax', label])).toBe(label);
	});
});

describe('A text that does not clearly name one choice is no answer:', () => {
	it.each([
		[
			'that is about something else',
			['I have 2 questions', '2 pessoas', '2h', 'em 2 dias', 'às 2'],
		],
		[
			'with a refusal',
			['not 1', 'não 1', 'no la 2', 'nem 1 nem 2', 'no 2', 'none', 'no one', 'nenhuma'],
		],
		[
			'with two numbers',
			['1 or 2?', '1 ou 2', '1 e 2', '1, 2', '1/2', '1-2', '1 2', '2️⃣2️⃣', '2:00'],
		],
		['that asks back', ['2?', 'a segunda?', 'Resultados?', '¿la 2?']],
		[
			'that is an amount',
			['R$ 2', '$2', '2%', '2 €', '₹2', 'quero 2', 'I want 2', 'só 2', 'quero dois'],
		],
		['that is a vote', ['-1', '+1', '−2']],
		['with a cross', ['❌ 2', '2 👎', '🚫 1', '≠ 2', '~2~', '~Resultados~']],
		[
			'that asks to wait',
			['a second', 'one second', '1 segundo', 'um segundo', 'the one', 'the two'],
		],
		[
			'that says more',
			['2 mas com desconto', 'quero a 2 não', 'the last 2', '2 or later', 'na sexta'],
		],
	])('%s', (_what, texts) => {
		expect(texts.filter((text) => chosen(text) !== undefined)).toEqual([]);
	});

	it('"um", which is a pause in English, approves nothing', () => {
		expect(chosen('um', YES_OR_NO, { isApproval: true })).toBeUndefined();
		expect(chosen('um...')).toBeUndefined();
		expect(chosen('um')).toBe('Agendar');
		expect(chosen('opção um', YES_OR_NO, { isApproval: true })).toBe('Yes');
	});

	it('"segunda" is Monday where days can be chosen, and not the second of them', () => {
		const days = ['Segunda-feira', 'Terça-feira', 'Quarta-feira', 'Quinta-feira', 'Sexta-feira'];
		expect(chosen('segunda', days)).toBe('Segunda-feira');
		expect(chosen('na quarta', days)).toBeUndefined();
		expect(chosen('segunda', ['Seg 10/03', 'Ter 11/03'])).toBeUndefined();
		expect(chosen('a segunda opção', ['Seg 10/03', 'Ter 11/03'])).toBe('Ter 11/03');
	});

	it('a number that other choices have in them, where none is shown before them', () => {
		const people = ['2 people', '3 people', '4 people'];
		expect(chosen('2', people, { showsNumbers: false })).toBeUndefined();
		expect(chosen('two', people)).toBeUndefined();
		expect(chosen('2', people)).toBe('3 people');
		expect(chosen('the second', ['Second floor', 'First floor'])).toBeUndefined();
		expect(chosen('last', ['Last week', 'This week'])).toBeUndefined();
	});

	it('"a 2 não" is not the second, which is called Não', () => {
		expect(chosen('a 2 não', ['Sim', 'Não'])).toBeUndefined();
		expect(chosen('2 não', ['Sim', 'Não'])).toBe('Não');
	});

	it('"sei" is no sixth: a Brazilian says that he knows', () => {
		expect(
			chosen(
				'sei',
				['1', '2', '3', '4', '5', '6'].map((n) => `Sala ${n}`),
			),
		).toBeUndefined();
	});

	it('a greeting that is another of the choices', () => {
		expect(chosen('ok 2', ['Ok', 'Cancel'])).toBeUndefined();
		expect(chosen('no 1', YES_OR_NO)).toBeUndefined();
		expect(chosen('yes 2', YES_OR_NO)).toBeUndefined();
	});

	it('a sign of a question that is part of a choice says nothing', () => {
		expect(chosen('need help?', ['Need help?', 'Bye'])).toBe('Need help?');
	});
});

it.each([',', 'ok ', '2 ', '(', '. please', 'option '])(
	'a text of many "%s" is read in a short time',
	(part) => {
		const started = performance.now();
		expect(chosen(`x${part.repeat(Math.floor(998 / part.length))}x`)).toBeUndefined();
		expect(performance.now() - started).toBeLessThan(500);
	},
);
