"""At the agent's desk: the HTTP API and the page that show findings while a reply is being written."""
