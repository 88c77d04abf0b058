/** The README in other languages, by path from the root. */
export const TRANSLATIONS = ['docs/README.pt-BR.md', 'docs/README.es.md'] as const;
