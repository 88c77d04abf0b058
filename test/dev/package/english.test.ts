import { foreignWords } from '../../../dev/package/english';

it('dev tools: words of other languages are reported, each once', () => {
	const text = 'Não foi possível: não há instância. Não! Nothing of “this” is – wrong… 3 × 4 €';
	expect(foreignWords(text)).toEqual(['Não', 'possível', 'não', 'há', 'instância']);
});

it('dev tools: the Portuguese name that the server itself gives the account is not reported as another language', () => {
	expect(foreignWords("name === 'Você'")).toEqual([]);
});
