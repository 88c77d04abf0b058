import type { IDataObject } from 'n8n-workflow';

import { partOf } from '../../../../support/properties';
import { runOperation } from '../../../../support/run';
import { bodies, useSimulator } from '../../../../support/simulator';

// Tests ordinary texts that come from an expression, e.g. `Null Euro`. The node must not refuse or change any of them.

const simulator = useSimulator();

const lines = (text: string) =>
	text
		.trim()
		.split('\n')
		.map((line) => line.trim().replaceAll('⏎', '\n'));

const ANSWERS =
	String.raw`Null · null points · zero · 0 · -1 · 3,5 · 10% · ok · OK! · Okay? · k · y · n · yes · no · Yes please · not yet · nope · sim · não · talvez · claro · sí · no sé · vale · dale · ja · nein · Null Euro · doch · oui · non · si · va bene · ya · tidak · gak · haan · nahi · да · нет · نعم · لا · हाँ · 是 · 不是 · はい · いいえ · 네 · 아니요 · evet · hayır · tak · nie · ano · ne · igen · nem · nan · Nan · NAN · Nana · Nan Smith · Nancy · Ann Null · Null, Ben · Mr. Undefined · O'Neil · D'Ávila · José-María · Łukasz · Žofie · Nguyễn Văn A · 李小龙 · 山田太郎 · 김민수 · Мария · محمد · अनिल · X Æ A-12 · [Ana] · (Ana) · {Ana} · <Ana> · "Ana" · 'Ana' · *Ana* · _Ana_ · ~Ana~ · @Ana · #1 · / · ? · ! · … · - · . · (no message) · (empty) · [empty] · [no response] · N/A · n/a · none · void · nil · NO_REPLY · no_reply · HEARTBEAT_OK · [SILENT] · EOF · TRUE · false · 👍 · 👎🏽 · 🙂🙃 · ❤️ · 1️⃣ · 🇧🇷`.split(
		' · ',
	);

const TEXTS = lines(String.raw`
	Hi Nan, your order is ready
	Dear Nan Smith, thank you
	Hello Nan! Cheese nan 3€, butter nan 4€
	Leite NAN Comfor 1
	The term is undefined in the contract
	This is undefined behaviour in C++
	undefined is not a function, says the console
	JavaScript has null, undefined and NaN
	The value null means nothing was found
	A null result, and NaN for the rest
	[Cliente] Ana fez um pedido
	[Cliente] gostou?
	[Nome] Ana
	[Name] of the dish: Feijoada
	[first name] is the label of the second column
	[Aviso] Loja fechada amanhã
	[1] See the footnote
	A {name} tag in HTML? No
	Write {first_name} where the name is to be
	Use {customer} in your template
	The set {1, 2, 3} and the set {}
	function f() { return {}; }
	const a = { b: { c: 1 } };
	{"name": "Ana", "age": 30}
	{ "a": [1, 2, 3] }
	Mailchimp writes *|FNAME|* for the first name
	Shell: echo \${'$'}{HOME} and \${'$'}HOME
	Windows: %username% and %PATH%
	%first_name% is a field of another tool
	{0} of {1} done
	:name: is no emoji
	Close the tag with </reflection> and you are done.
	Price list: <thought> one idea per line
	HTML help: write </think> last
	The model wrote <think>hm</think> in the middle
	<think> is a tag of some models
	<think>what a customer typed</think> and sent
	<reasoning> is not HTML
	I was thinking: </thinking> is odd
	<b>bold</b> is HTML for bold
	Use <br> for a line break and <p> for a paragraph
	1 < 2 and 3 > 2
	a<b, c>d
	if (a < b && b > c) return;
	<Ana> Hello
	<3 <3 <3
	->, <-, =>, <=
	&amp; is an ampersand, &nbsp; a blank
	Tom & Jerry; R&D
	AT&T &copy; 2026
	\\server\names
	\\server\share\new\table
	C:\new\notes\readme.txt
	D:\temp\n
	regex \n and \t
	^\d+\n$ matches a line
	LaTeX: \nabla \times \nu
	a backslash \ alone
	a line that ends with a backslash\⏎and goes on
	linha 1\⏎linha 2
	wa.me/5511988887777?text=a%0Ab
	https://wa.me/5511988887777?text=a%0Ab%20c
	Product%0ASku: 1
	100%0A
	50% off, 20%0ff
	https://loja.example/p?a=1&b=2#top
	https://example.com/a_b_c/*star*/~tilde~
	www.example.com/__init__.py
	See https://example.com.
	(https://example.com/path_(with)_brackets)
	mailto:ana@example.com
	ana.lima+shop@example.com
	@everyone please read
	@all, @todos, @Ana
	https://www.tiktok.com/@bruno
	*bold* _italic_ ~struck~ and $code$
	**two stars** stay two stars
	__init__ and __main__
	2*3*4 = 24 and 2**3 = 8
	# not a heading
	- a list⏎- of two
	* star⏎* star
	1. one⏎2. two⏎⏎3. three
	> a quote
	| a | b |
	---
	===
	***
	[link](https://example.com)
	![picture](https://example.com/a.png)
	Footnote[^1]
	~~~ tildes ~~~
	Good morning!
	Good morning ,Ana
	Hi , how are you?
	Oi , tudo bem?
	Hello ,
	Dear customer,⏎⏎your parcel is on its way.⏎⏎Regards
	Olá Ana, tudo bem?
	Hola, ¿qué tal? ¡Gracias!
	Guten Tag, die Rechnung beträgt 0,00 €
	Bonjour, ça va ?
	Buongiorno, com'è andata?
	Selamat pagi, pesanan Anda siap
	नमस्ते, आपका ऑर्डर तैयार है
	مرحبا، طلبك جاهز
	שלום, ההזמנה שלך מוכנה
	您好，您的订单已准备好。
	こんにちは。ご注文の準備ができました。
	안녕하세요. 주문이 준비되었습니다.
	Здравствуйте, ваш заказ готов
	Merhaba, siparişiniz hazır
	สวัสดีครับ คำสั่งซื้อพร้อมแล้ว
	Xin chào, đơn hàng đã sẵn sàng
	Your code is 123-456
	Your code is 000000
	Pay 1.234,56 by 31/12/2026
	R$ 10,00 or US$ 2.50
	€ 5 / £4 / ¥100 / ₹50
	+55 11 98888-7777
	(11) 98888-7777
	23793.38128 60083.013528 56000.063305 9 75520000370000
	00020126580014br.gov.bcb.pix
	123e4567-e89b-12d3-a456-426614174000
	10:30–11:45, Room 5
	Mon–Fri 9 am – 6 pm
	1/2 + 1/4 = 3/4
	50 % of 80 is 40
	x = -b ± √(b² - 4ac)
	H₂O, CO₂, m²
	5'10" tall
	"quoted" and 'quoted' and “quoted”
	It's Ana's, isn't it?
	rock 'n' roll
	e.g., i.e., etc.
	A/B test: variant B wins
	TL;DR: no
	FYI / ASAP / NaNoWriMo
	C#, C++, F#, .NET, Node.js
	SELECT * FROM a WHERE b IS NULL;
	SELECT name FROM users WHERE name <> '';
	if x is None: return null
	null && void 0
	int* p = NULL;
	$ npm install n8n
	git commit -m "fix: a\nb"
	printf("%d\n", 5);
	"first line\nsecond line"
	echo -e "a\tb\nc"
	s/\n/ /g
	{% if a %}b{% endif %}
	<%= name %>
	#{name} is Ruby
	$(date) and $name
	@@NAME@@
	__NAME__
	<<NAME>>
	[[Name]]
	~name~
	Agent stopped working yesterday
	Agent Smith stopped due to traffic
	The agent gave no answer
	The room is (empty) now.
	There is no message for you.
	No response needed.
	Nothing to say.
	Please do not reply to this message.
	NO REPLY is needed
	[object] is a tag in our shop
	object Object
	The function returns an [object]
	😀 Hello 👋🏽 Ana 👨‍👩‍👧‍👦
	🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ☎️
	♥ ♦ ♣ ♠
	→ ← ↑ ↓ ✓ ✗
	½ ¼ ¾ ① ② Ⅳ
	tab	in	between
	a  b   c (several blanks)
	ALL CAPITALS, PLEASE
	alllllll the best!!!!!!
	hahahahaha
	???
	...
	line⏎⏎⏎⏎far below
	⏎a break at the beginning
	a break at the end⏎
	a text with a zero 0 and a one 1
	Ship to: Av. Paulista, 1000 – ap. 12
	Order #4711/2026-A (2×)
	Temperature −5 °C
	The file is called null.txt
	Column "undefined" has 3 rows
	Call me at NaN o'clock, ha ha
	Ref.: NAN-2026/NULL
`);

const ALL = [...new Set([...ANSWERS, ...TEXTS])];

const inList = async (operation: string, values: IDataObject, texts: readonly string[]) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation,
		values: { recipient: '5511988887777', ...values },
		items: texts.map((text) => ({ json: { text } })),
	});

it('Send Text sends ordinary texts as they are, of a list of at least 300', async () => {
	expect(ALL.length).toBeGreaterThanOrEqual(300);
	const tried = partOf(ALL);
	const half = tried.length / 2;
	for (const texts of [tried.slice(0, half), tried.slice(half)]) {
		const { error } = await inList('sendText', { text: '={{ $json.text }}' }, texts);
		expect(error).toBeUndefined();
	}
	expect(bodies(simulator.current).map(({ text }) => text)).toEqual(tried);
});

it('Send Text gives no hint about one ordinary text', async () => {
	for (const text of ALL.slice(0, 20)) {
		const { hints } = await inList('sendText', { text: '=Hi, {{ $json.text }}' }, [text]);
		expect([text, hints]).toEqual([text, []]);
	}
});

const SAMPLE = ALL.filter((text, place) => place % 12 === 0 && text.trim() === text).concat(
	'Nan',
	'[Cliente] gostou?',
	'Leite NAN',
);

it.each<
	[
		where: string,
		operation: string,
		values: IDataObject,
		sent: (body: Record<string, unknown>) => unknown,
	]
>([
	[
		'a caption',
		'sendMedia',
		{
			mediaType: 'image',
			mediaSource: 'url',
			mediaUrl: 'https://example.com/a.png',
			options: { caption: '={{ $json.text }}' },
		},
		({ caption }) => caption,
	],
	[
		'the question of a poll',
		'sendPoll',
		{ question: '={{ $json.text }}', pollOptions: ['Null', 'Nan'], selectableCount: 1 },
		({ name }) => name,
	],
	[
		'the title of buttons',
		'sendButtons',
		{
			title: '={{ $json.text }}',
			buttons: { button: [{ type: 'reply', displayText: 'Nan', id: '1' }] },
		},
		({ title }) => title,
	],
])('an ordinary text is sent as it is as %s', async (_where, operation, values, sent) => {
	const { error } = await inList(operation, values, SAMPLE);
	expect(error).toBeUndefined();
	expect(bodies(simulator.current).map(sent)).toEqual(SAMPLE);
});
