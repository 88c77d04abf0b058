import { toWhatsapp } from './support/toWhatsapp';

// Texts in the style of models and CRMs, based on public ones. Each pair is written in several ways, e.g. `**Total:** R$ 1,00`.
// The customer must not see stars or tags, and no word may be lost.

const TEXTS: ReadonlyArray<readonly [label: string, text: string]> = [
	['Horário:', '9h às 18h'],
	['Endereço:', 'Rua Augusta, 1.500'],
	['Total:', 'R$ 1.250,00'],
	['Atenção!', 'Não responda'],
	['Opening hours:', '9 to 5'],
	['Note:', "don't pay twice"],
	['Total (incl. VAT):', '€1,250.00'],
	['Öffnungszeiten:', '9 bis 18 Uhr'],
	['Horario:', 'de 9 a 18 h'],
	['¡Importante!', 'lea esto'],
	['「重要」', 'な点です'],
	['注意：', '本文をご確認ください'],
	['复现：', '10 轮'],
	['价格（含税）', '是100元'],
	['중요:', '내용을 확인하세요'],
	['영업시간(평일)', '은 9시부터'],
	['เวลาทำการ:', 'ทุกวัน'],
	['Цена:', '1 250 ₽'],
	['السعر:', '١٠٠ ريال'],
	['कीमत:', '₹500 प्रति माह'],
];

const SHAPES: ReadonlyArray<
	readonly [name: string, write: (label: string, text: string) => string]
> = [
	['bold without a blank', (label, text) => `**${label}**${text}`],
	['bold with a blank', (label, text) => `**${label}** ${text}`],
	['bold with a blank inside', (label, text) => `**${label} **${text}`],
	['underscores', (label, text) => `__${label}__ ${text}`],
	['bold and italic', (label, text) => `***${label}*** ${text}`],
	['an item of a list', (label, text) => `- **${label}**${text}\n- **${label}** ${text}`],
	['a heading', (label, text) => `### **${label}**\n${text}`],
	['tags of HTML', (label, text) => `<p><b>${label}</b>${text}</p>`],
	['a list of HTML', (label, text) => `<ul><li><strong>${label}</strong> ${text}</li></ul>`],
	['bold that is never closed', (label, text) => `**${label} ${text}`],
];

const words = (text: string) => text.replace(/[^\p{L}\p{N}\p{M}]/gu, '');

describe.each(SHAPES)('a text of a model: %s', (_name, write) => {
	it.each(TEXTS)('%s', (label, text) => {
		const shown = toWhatsapp(write(label, text));
		expect(shown).not.toMatch(/\*\*|__|<|>/);
		expect((shown.match(/\*/g) ?? []).length % 2).toBe(0);
		expect(words(shown)).toContain(words(label + text));
	});
});

it.each(['Price: 10*\n\n*excluding VAT', '*Hello\n\n2 * 3', '*a\n\nb *c\n\nd*'])(
	'a star that has no partner stays: %j',
	(given) => {
		expect(toWhatsapp(given)).toBe(given);
	},
);

describe('what a customer sees', () => {
	it.each([
		['**Oi ** tudo', '*Oi*  tudo'],
		['** x**', ' *x*'],
		['Oi ** Ana ** tudo', 'Oi  *Ana*  tudo'],
		['Preço ** sujeito a alteração', 'Preço  sujeito a alteração'],
		['2 ** 3 = 8 e x ** 2', '2 ** 3 = 8 e x ** 2'],
		['**bold*', '_bold_'],
		['***bold**', '*bold*'],
		['**a****b**', '*ab*'],
		['これは*強調*です', 'これは強調です'],
		['中文**bold**中文', '中文bold中文'],
		['2*3*4', '2*3*4'],
		['__Total:__R$ 5', 'Total:R$ 5'],
		['a <!-- note for staff --> b', 'a  b'],
		[
			'<b>Preço</b>: <strong>R$ 10</strong> <a href="https://example.com/x">Comprar</a> &copy;',
			'*Preço*: *R$ 10* Comprar (https://example.com/x) ©',
		],
		['<h1>Oferta</h1><div>um</div><div>dois</div>', '*Oferta*\num\ndois'],
		['<ol><li>um</li><li>dois</li></ol>', '1. um\n2. dois'],
		['p&atilde;o &eacute; &euro;2', 'pão é €2'],
		['Hi <name>, 2 < 3', 'Hi <name>, 2 < 3'],
		['use `<b>x</b>` here', 'use `<b>x</b>` here'],
		['card **** 1234 or ****1234', 'card **** 1234 or ****1234'],
	])('of %s', (given, shown) => {
		expect(toWhatsapp(given)).toBe(shown);
	});
});
