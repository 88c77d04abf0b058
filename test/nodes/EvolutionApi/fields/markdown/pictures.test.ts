import { toWhatsappParts } from '../../../../../nodes/EvolutionApi/fields/markdown/toWhatsapp';

const CAT = 'https://example.com/cat.png';
const DOG = 'http://example.org/dog.jpg?size=2';

describe('Markdown stays text, and no picture is sent, for:', () => {
	it.each([
		['a picture from a host that no server fetches from', '![A cat](http://intranet/cat.png)'],
		[
			'a picture from the metadata service of a cloud, as in a prompt injection',
			'![A cat](http://169.254.169.254/latest/meta-data)',
		],
		['a picture from a private address in hexadecimal', '![A cat](http://0x7f.1:8080/manager)'],
		['a picture from a private IPv6 address', '![A cat](http://[::ffff:10.0.0.1]/cat.png)'],
		['a picture from a host name of the local network', '![A cat](https://router.lan./cat.png)'],
		['a picture from localhost', '![A cat](http://localhost./cat.png)'],
		['a picture as a data: URL', '![A cat](data:image/png;base64,AAAA)'],
		['a picture from a file: URL', '![A cat](file:///etc/passwd)'],
		['a picture without a host', '![A cat](/cat.png)'],
		['a link', `[A cat](${CAT})`],
		['a picture in code', `\`![A cat](${CAT})\``],
		['a picture in a code block', `\`\`\`\n![A cat](${CAT})\n\`\`\``],
		['a picture behind a backslash', `\\![A cat](${CAT})`],
		[
			'characters that the conversion uses internally as marks',
			'\ufff9A cat\ufffahttps://example.com/a.png\ufffb',
		],
	])('%s', (_what, markdown) => {
		const parts = toWhatsappParts(markdown);
		expect(parts).toEqual([{ text: expect.any(String) as unknown }]);
		expect(parts[0].text).not.toMatch(/[\ufff9-\ufffb]/);
	});
});

it.each([
	['alone', `![A cat](${CAT})`, [{ text: 'A cat', picture: CAT }]],
	['without a caption', `![](${CAT})`, [{ text: '', picture: CAT }]],
	['with a title', `![Dog](<${DOG}> "Title")`, [{ text: 'Dog', picture: DOG }]],
	[
		'between texts',
		`Look:\n\n![A **fat** cat](${CAT})\n\nNice?`,
		[{ text: 'Look:' }, { text: 'A *fat* cat', picture: CAT }, { text: 'Nice?' }],
	],
	[
		'in a sentence',
		`Here ![A cat](${CAT}) it is, and ![](${DOG}).`,
		[
			{ text: 'Here' },
			{ text: 'A cat', picture: CAT },
			{ text: 'it is, and' },
			{ text: '', picture: DOG },
		],
	],
	[
		'in a list, whose marks do not become messages',
		`1. ![A cat](${CAT})\n2. ![A dog](${DOG})\n\n- Tea ![tea](${CAT})\n- Cake`,
		[
			{ text: 'A cat', picture: CAT },
			{ text: 'A dog', picture: DOG },
			{ text: '- Tea' },
			{ text: 'tea', picture: CAT },
			{ text: '- Cake' },
		],
	],
	[
		'in bold words, of which no stray mark is left',
		`**See ![A cat](${CAT}) here**`,
		[{ text: '*See*' }, { text: 'A cat', picture: CAT }, { text: '*here*' }],
	],
	['in a heading', `# ![Logo](${CAT}) Shop`, [{ text: 'Logo', picture: CAT }, { text: '*Shop*' }]],
])('Markdown picture becomes a picture message with its caption: %s', (_where, markdown, parts) => {
	expect(toWhatsappParts(markdown)).toEqual(parts);
});
