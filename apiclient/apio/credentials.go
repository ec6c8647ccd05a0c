package apio

import "banyan/apiclient/internal/login"

// Credentials are a user name and a password for Cookie, or a token for Bearer.
// They print as a placeholder, in every way that there is to print them.
type Credentials = login.Credentials

func (c *Client) checkToken(op string) error { return c.cred.CheckToken(op, c.conn.Host()) }
