import { nameInUrl } from '../../../../nodes/EvolutionApi/fields/media';

it.each([
	['of its last part', 'https://example.com/files/invoice.pdf?x=1', 'invoice.pdf'],
	[
		'of a signed address of S3',
		'https://b.s3.amazonaws.com/8f2c?response-content-disposition=attachment%3B%20filename%3D%22fatura%20julho.pdf%22&X-Amz-Signature=a.b',
		'fatura julho.pdf',
	],
	[
		'of a signed address of Azure',
		'https://x.blob.core.windows.net/c/8f2c?rscd=attachment%3B+filename%3Dboleto.pdf',
		'boleto.pdf',
	],
	[
		'of another alphabet, by RFC 5987',
		"https://example.com/8f?response-content-disposition=attachment;filename*=UTF-8''pre%C3%A7os.xlsx",
		'preços.xlsx',
	],
	['of a program', 'https://example.com/download.php?file=docs/contrato.docx', 'contrato.docx'],
	['of Bubble and Supabase', 'https://example.com/o/get?path=a%2Fb%2Ffoto.png', 'foto.png'],
	[
		'of a sheet of Google',
		'https://docs.google.com/spreadsheets/d/AB/export?format=xlsx',
		'export.xlsx',
	],
	['of a program that says no type', 'https://example.com/invoice.php?id=1', 'invoice'],
	['of a slash', 'https://example.com/files/', undefined],
	['of another address in the query', 'https://example.com/go?path=https://b.com/a.pdf', 'go'],
])('the name %s: %s', (_what, address, name) => {
	expect(nameInUrl(address)).toBe(name);
});
