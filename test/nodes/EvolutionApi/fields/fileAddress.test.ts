/** The server looks at an address with validator.js, so the library is the judge of which addresses are sent. */
import validator from 'validator';

import { readAddressForServer } from '../../../../nodes/EvolutionApi/fields/fileAddress';
import { nameInUrl } from '../../../../nodes/EvolutionApi/fields/media';
import { parseUrl } from '../../../../nodes/EvolutionApi/core/values/addressKind';
import fc from '../../../support/properties';

const read = (entered: string): string | undefined => {
	try {
		return readAddressForServer(entered, 'mediaUrl');
	} catch {
		return undefined;
	}
};

const canBeOpened = (address: string) => parseUrl(address) !== undefined;

const LONG_LABEL = 'a'.repeat(64);

const PIECES = `a - _ é xn-- 1 . .. 世 com %20 @ : [ ] ${LONG_LABEL}`.split(' ');
const HOSTS =
	'example.com example.com. a.b example.123 bücher.de x.рф -a.com a-.com 1.2.3.4 256.1.1.1 1.2.3 2130706433 0x7f.1 [::1] a_b.example.com example.com:99999 example.com:0 example.com:8080 user:pa@example.com user@example.com us:er:x@example.com @example.com a@b@example.com'.split(
		' ',
	);
const SCHEMES = 'http:// https:// HTTPS:// http:/ https:///'.split(' ');
const ENDS =
	' |/|/a.png|/a b.png|/á.png|?x=1|#f|/a?x=http://b.com/c|/a<b>.jpg|//x|/%|/a?x=%|:80/a|/a@b|/x://y'
		.trim()
		.split('|');

const anyOf = (texts: readonly string[]) =>
	fc.nat({ max: texts.length - 1 }).map((index) => texts[index] ?? '');

const hosts = fc.oneof(
	fc.array(anyOf(PIECES), { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
	anyOf(HOSTS),
);
const schemes = anyOf(SCHEMES);
const ends = anyOf(ENDS);

it('an address that the server would refuse is refused before, whatever is entered', () => {
	fc.assert(
		fc.property(schemes, hosts, ends, (scheme, host, end) => {
			const sent = read(scheme + host + end);
			if (sent !== undefined)
				expect({ sent, taken: validator.isURL(sent) }).toEqual({ sent, taken: true });
		}),
		{ numRuns: 10_000 },
	);
});

it('an address that the server takes and a browser can open is taken', () => {
	fc.assert(
		fc.property(hosts, ends, (host, end) => {
			const address = `https://${host}${end}`;
			if (!validator.isURL(address) || !canBeOpened(address)) return;
			expect({ address, isTaken: read(address) !== undefined }).toEqual({ address, isTaken: true });
		}),
		{ numRuns: 10_000 },
	);
});

it('an address with a ü in its host is still one after a thousand messages', () => {
	const address = 'https://bücher.example.com/a.png';
	const refused = Array.from({ length: 10_000 }, () => read(address)).filter(
		(url) => url !== address,
	);
	expect(refused).toEqual([]);
});

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
