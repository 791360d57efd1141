"""What an author does from their own machine: begin a blog, check it, push it, watch it go live, look back.

Each act is a pure decision on frozen values, and a shell that reads, calls and reports; the commands are in `infra.commands`.
"""
