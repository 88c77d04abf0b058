/** What the server makes of a proxy that is switched off. */
export const NO_PROXY = {
	enabled: false,
	host: '',
	port: '',
	protocol: '',
	username: '',
	password: '',
};
